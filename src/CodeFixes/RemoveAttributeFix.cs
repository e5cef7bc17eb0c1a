using System.Collections.Immutable;
using System.Composition;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CacheKit.CodeFixes;

// Removes an attribute that has no effect.
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class RemoveAttributeFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds =>
    [
        DiagnosticIds.DoesNothing, DiagnosticIds.NothingToCache, DiagnosticIds.EvictsNothing, DiagnosticIds.HandlerChangesCache, DiagnosticIds.IdleDefaults,
        DiagnosticIds.CalledByOthers,
    ];

    // Removes all attributes of a file in one step, because several may stand in one pair of brackets.
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        AttributeSyntax[] attributes =
        [
            .. diagnostics.Select(diagnostic => root?.FindNode(diagnostic.Location.SourceSpan)).OfType<AttributeSyntax>().Distinct()
                .Where(Attributes.CanBeRemoved),
        ];
        return await WithoutAsync(document, attributes, context.CancellationToken).ConfigureAwait(false);
    });

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not AttributeSyntax attribute || !Attributes.CanBeRemoved(attribute))
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Remove [{attribute.Name}]", cancellation => WithoutAsync(context.Document, [attribute], cancellation), nameof(RemoveAttributeFix)),
            context.Diagnostics);
    }

    private static async Task<Document> WithoutAsync(Document document, AttributeSyntax[] attributes, CancellationToken cancellation)
    {
        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(Attributes.Without(text, attributes));
    }
}
