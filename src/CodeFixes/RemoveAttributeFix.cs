using System.Collections.Immutable;
using System.Composition;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not AttributeSyntax attribute)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                $"Remove [{attribute.Name}]", _ => Task.FromResult(context.Document.WithSyntaxRoot(Without(root, attribute))), nameof(RemoveAttributeFix)),
            context.Diagnostics);
    }

    private static SyntaxNode Without(SyntaxNode root, AttributeSyntax attribute) =>
        root.ReplaceNode(Attributes.OwnerOf(attribute), Attributes.Removed(attribute));
}
