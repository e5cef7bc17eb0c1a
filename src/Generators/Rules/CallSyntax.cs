using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Reads properties of a call from its syntax alone.
internal static class CallSyntax
{
    public static bool IsCall(SyntaxNode node, CancellationToken cancellationToken) => node is InvocationExpressionSyntax call && NameOf(call) is not null;

    // Returns null for a call through the base keyword, which bypasses overrides and cannot be woven.
    public static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name,
        MemberAccessExpressionSyntax { Expression: not BaseExpressionSyntax } access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => null,
    };

    // Returns the type parameter that is the type of the receiver and may be a struct; null: there is none. A woven call would box it, and so
    // change a copy.
    public static ITypeParameterSymbol? OpenReceiverOf(
        InvocationExpressionSyntax call, IMethodSymbol called, SemanticModel model, CancellationToken cancellationToken) =>
        called is { IsStatic: false, ReducedFrom: null, ContainingType.TypeKind: TypeKind.Interface }
        && ReceiverOf(call) is { } receiver
        && model.GetTypeInfo(receiver, cancellationToken).Type?.WithoutNullable() is ITypeParameterSymbol { IsReferenceType: false } parameter
            ? parameter
            : null;

    private static ExpressionSyntax? ReceiverOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        MemberBindingExpressionSyntax => call.Ancestors().OfType<ConditionalAccessExpressionSyntax>()
            .FirstOrDefault(access => access.WhenNotNull.Span.Contains(call.Span))?.Expression,
        _ => null,
    };

    // Returns the call that receives the lambda if this call is the lambda's whole body.
    public static InvocationExpressionSyntax? PassedTo(InvocationExpressionSyntax call)
    {
        SyntaxNode body = call;
        while (body.Parent is ParenthesizedExpressionSyntax or ReturnStatementSyntax or BlockSyntax { Statements.Count: 1 })
            body = body.Parent;

        return body.Parent is LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } } lambda
            && lambda.Body == body
            ? outer
            : null;
    }

    // Whether the call is in an expression tree. An expression tree is data, and weaving would change what its reader sees.
    public static bool IsInExpressionTree(
        InvocationExpressionSyntax call, SemanticModel model, INamedTypeSymbol? expression, CancellationToken cancellationToken)
    {
        if (expression is null)
            return false;

        foreach (SyntaxNode node in call.Ancestors())
        {
            if (node is LambdaExpressionSyntax && model.GetTypeInfo(node, cancellationToken).ConvertedType is { } type && type.IsOrInherits(expression))
                return true;
            if (node is QueryExpressionSyntax or MemberDeclarationSyntax)
                return node is QueryExpressionSyntax query && IsQueryable(query, model, cancellationToken);
        }

        return false;
    }

    private static bool IsQueryable(QueryExpressionSyntax query, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(query, cancellationToken).Type is { } type && type.AllInterfaces.Prepend(type).Any(place => place is { Name: "IQueryable" });
}
