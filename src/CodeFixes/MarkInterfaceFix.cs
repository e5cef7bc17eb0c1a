using System.Collections.Immutable;
using System.Composition;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Text;

namespace CacheKit.CodeFixes;

// Adds the attribute to the interface method, which calls name.
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class MarkInterfaceFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [DiagnosticIds.InterfaceNotMarked];

    // Two implementations of one interface would both add their attribute.
    public override FixAllProvider? GetFixAllProvider() => null;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not AttributeSyntax attribute
            || model?.GetDeclaredSymbol(Attributes.OwnerOf(attribute), context.CancellationToken) is not IMethodSymbol method
            || model.GetTypeInfo(attribute, context.CancellationToken).Type is not INamedTypeSymbol mark
            || Unmarked(method, mark) is not { } member
            || DataOf(attribute, method) is not { } data
            || new AttributeCopy(model, member).Of(attribute, data) is not { } copy)
        {
            return;
        }

        string target = $"{member.ContainingType.Name}.{member.Name}";
        if (Attributes.CanBeRemoved(attribute))
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Move [{attribute.Name}] to {target}",
                    cancellation => MarkAsync(context.Document, attribute, copy, member, isMove: true, cancellation),
                    "move"),
                context.Diagnostics);
        }

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Copy [{attribute.Name}] to {target}",
                cancellation => MarkAsync(context.Document, attribute, copy, member, isMove: false, cancellation),
                "copy"),
            context.Diagnostics);
    }

    private static IMethodSymbol? Unmarked(IMethodSymbol method, INamedTypeSymbol mark) => Implementations.MembersOf(method)
        .Select(member => member.OriginalDefinition)
        .FirstOrDefault(member => member.DeclaringSyntaxReferences.Length > 0 && Marks.Own(member, mark).Length == 0);

    private static AttributeData? DataOf(AttributeSyntax attribute, IMethodSymbol method) => method.GetAttributes().FirstOrDefault(data =>
        data.ApplicationSyntaxReference is { } place && place.SyntaxTree == attribute.SyntaxTree && place.Span == attribute.Span);

    private static async Task<Solution> MarkAsync(
        Document document, AttributeSyntax attribute, AttributeSyntax copy, IMethodSymbol member, bool isMove, CancellationToken cancellation)
    {
        SyntaxNode declaration = await member.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellation).ConfigureAwait(false);
        Solution solution = document.Project.Solution;
        if (solution.GetDocument(declaration.SyntaxTree) is not { } target)
            return solution;

        int start = declaration.SpanStart;
        if (isMove)
        {
            SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            SourceText without = Attributes.Without(text, [attribute]);
            solution = solution.WithDocumentText(document.Id, without);
            if (target.Id == document.Id && attribute.SpanStart < start)
                start += without.Length - text.Length;
        }

        DocumentEditor editor = await DocumentEditor.CreateAsync(solution.GetDocument(target.Id)!, cancellation).ConfigureAwait(false);
        SyntaxNode place = editor.OriginalRoot.FindToken(start).Parent!.AncestorsAndSelf().First(node => node.RawKind == declaration.RawKind);
        editor.AddAttribute(place, copy);
        return editor.GetChangedDocument().Project.Solution;
    }
}
