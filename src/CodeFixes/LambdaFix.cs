using System.Collections.Immutable;
using System.Composition;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.CodeFixes;

// Replaces a method group by a lambda that calls the method by name.
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class LambdaFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [DiagnosticIds.DelegateOfMarked];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span, getInnermostNodeForTie: true) is not ExpressionSyntax group || model is null)
            return;

        // A function pointer cannot be replaced by a lambda.
        if (group.Parent is not PrefixUnaryExpressionSyntax
            && model.GetSymbolInfo(group, context.CancellationToken).Symbol is IMethodSymbol method
            && method.Parameters.All(parameter => parameter.RefKind == RefKind.None))
        {
            ExpressionSyntax lambda = LambdaOf(group, method, model);
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Call it in a lambda", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(group, lambda))), nameof(LambdaFix)),
                context.Diagnostics);
        }
    }

    private static ExpressionSyntax LambdaOf(ExpressionSyntax group, IMethodSymbol method, SemanticModel model)
    {
        bool isTyped = !HasDelegateType(group, model);
        string[] names = [.. method.Parameters.Select(parameter => SyntaxFacts.GetKeywordKind(parameter.Name) == SyntaxKind.None
            ? parameter.Name
            : "@" + parameter.Name)];
        IEnumerable<string> parameters = isTyped
            ? method.Parameters.Select((parameter, i) => $"{parameter.Type.ToMinimalDisplayString(model, group.SpanStart)} {names[i]}")
            : names;
        string list = names.Length == 1 && !isTyped ? names[0] : $"({string.Join(", ", parameters)})";
        return SyntaxFactory.ParseExpression($"{list} => {group.WithoutTrivia()}({string.Join(", ", names)})").WithTriviaFrom(group);
    }

    // Without a delegate type, the lambda's parameters need explicit types.
    private static bool HasDelegateType(ExpressionSyntax group, SemanticModel model) =>
        model.GetTypeInfo(group).ConvertedType is INamedTypeSymbol { DelegateInvokeMethod: not null }
        && group.Parent is not EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Type.IsVar: true } };
}
