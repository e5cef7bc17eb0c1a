using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// What the syntax alone tells of a call.
internal static class CallSyntax
{
    public static bool IsCall(SyntaxNode node, CancellationToken cancellationToken) => node is InvocationExpressionSyntax call && NameOf(call) is not null;

    // A call through the base keyword reaches the method itself: nothing else can.
    public static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name,
        MemberAccessExpressionSyntax { Expression: not BaseExpressionSyntax } access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => null,
    };

    // The call that a lambda is passed to, if the given call is all that the lambda does.
    public static InvocationExpressionSyntax? PassedTo(InvocationExpressionSyntax call)
    {
        SyntaxNode body = call;
        while (body.Parent is ParenthesizedExpressionSyntax or StatementSyntax and (ReturnStatementSyntax or ExpressionStatementSyntax or BlockSyntax { Statements.Count: 1 }))
            body = body.Parent;

        return body.Parent is LambdaExpressionSyntax { Parent: ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } } lambda && lambda.Body == body ? outer : null;
    }

    // Whether it stands in an expression tree, which is data: to weave it would change what its reader sees.
    public static bool IsInExpressionTree(InvocationExpressionSyntax call, SemanticModel model, INamedTypeSymbol? expression, CancellationToken cancellationToken)
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
