using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

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
        if (group.Parent is PrefixUnaryExpressionSyntax
            || IsCompared(group)
            || MethodOf(group, model, context.CancellationToken) is not { } method
            || method.Parameters.Any(parameter => parameter.RefKind != RefKind.None))
        {
            return;
        }

        // Without a delegate type, the lambda's parameters need explicit types.
        foreach (bool isTyped in new[] { false, true })
        {
            Document changed = context.Document.WithSyntaxRoot(root.ReplaceNode(group, LambdaOf(group, method, isTyped ? model : null)));
            if (!await CompilesAsync(changed, group.SpanStart, context.CancellationToken).ConfigureAwait(false))
                continue;

            context.RegisterCodeFix(CodeAction.Create("Call it in a lambda", _ => Task.FromResult(changed), nameof(LambdaFix)), context.Diagnostics);
            return;
        }
    }

    // A method group that becomes an object has an operation only.
    private static IMethodSymbol? MethodOf(ExpressionSyntax group, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(group, cancellation).Symbol as IMethodSymbol
            ?? (model.GetOperation(group, cancellation) as IMethodReferenceOperation)?.Method;

    // Each lambda makes a delegate of its own, which equals no other one: it could not be unsubscribed from an event.
    private static bool IsCompared(ExpressionSyntax group)
    {
        SyntaxNode value = group;
        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax
            or ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax })
            value = value.Parent is ArgumentSyntax argument ? argument.Parent!.Parent! : value.Parent;
        return value.Parent?.Kind() is SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression
            or SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression;
    }

    private static ExpressionSyntax LambdaOf(ExpressionSyntax group, IMethodSymbol method, SemanticModel? types)
    {
        string[] names = NamesFor(method, group);
        IEnumerable<string> parameters = types is null
            ? names
            : method.Parameters.Select((parameter, i) => $"{parameter.Type.ToMinimalDisplayString(types, group.SpanStart)} {names[i]}");
        string list = names.Length == 1 && types is null ? names[0] : $"({string.Join(", ", parameters)})";
        string lambda = $"{list} => {group.WithoutTrivia()}({string.Join(", ", names)})";
        bool isOperand = group.Parent
            is CastExpressionSyntax or BinaryExpressionSyntax or ConditionalExpressionSyntax or PostfixUnaryExpressionSyntax;
        return SyntaxFactory.ParseExpression(isOperand ? $"({lambda})" : lambda).WithTriviaFrom(group);
    }

    // A parameter must not hide what the method is called on.
    private static string[] NamesFor(IMethodSymbol method, ExpressionSyntax group)
    {
        var used = new HashSet<string>(
            group.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText),
            StringComparer.Ordinal);
        var names = new List<string>();
        foreach (string given in method.Parameters.Select(parameter => parameter.Name))
        {
            string name = given;
            for (int i = 1; !used.Add(name); i++)
                name = given + i.ToString(CultureInfo.InvariantCulture);
            names.Add(SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name);
        }

        return [.. names];
    }

    // A lambda cannot always stand for a method group: in a struct it cannot use this, and it may lack a type.
    private static async Task<bool> CompilesAsync(Document document, int position, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        SyntaxNode lambda = root!.FindToken(position).Parent!;
        SyntaxNode place = lambda.FirstAncestorOrSelf<SyntaxNode>(node => node is StatementSyntax or MemberDeclarationSyntax) ?? root;
        return !model!.GetDiagnostics(place.Span, cancellation).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }
}
