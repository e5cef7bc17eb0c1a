using System.Collections.Immutable;
using System.Composition;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace CacheKit.CodeFixes;

// Excludes a parameter from the key.
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class IgnoreParameterFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [DiagnosticIds.NoKey];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span) is not ParameterSyntax parameter)
            return;

        context.RegisterCodeFix(
            CodeAction.Create(
                "Leave it out of the key: [CacheIgnore]",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(parameter, Ignored(parameter)))),
                nameof(IgnoreParameterFix)),
            context.Diagnostics);
    }

    private static ParameterSyntax Ignored(ParameterSyntax parameter)
    {
        NameSyntax name = SyntaxFactory.ParseName("global::CacheKit.CacheIgnoreAttribute").WithAdditionalAnnotations(Simplifier.Annotation);
        AttributeListSyntax list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(name)));
        return parameter.WithoutLeadingTrivia()
            .WithAttributeLists(parameter.AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.Space)))
            .WithLeadingTrivia(parameter.GetLeadingTrivia());
    }
}
