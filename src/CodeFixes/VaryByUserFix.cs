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

// Adds VaryBy with User = true, as an attribute or as a call after .Cache().
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class VaryByUserFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => [DiagnosticIds.SharedAmongUsers];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        SyntaxNode? found = root?.FindNode(context.Span, getInnermostNodeForTie: true);
        SyntaxNode? changed = (found?.FirstAncestorOrSelf<AttributeSyntax>() ?? found) switch
        {
            AttributeSyntax attribute => WithAttribute(root!, attribute),
            SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } } => WithCall(root!, call),
            _ => null,
        };
        if (changed is null)
            return;

        context.RegisterCodeFix(
            CodeAction.Create("Give each user entries of their own", _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), nameof(VaryByUserFix)),
            context.Diagnostics);
    }

    private static SyntaxNode WithAttribute(SyntaxNode root, AttributeSyntax cache)
    {
        AttributeArgumentSyntax user = SyntaxFactory.ParseCompilationUnit("[A(User = true)] class C;")
            .DescendantNodes()
            .OfType<AttributeArgumentSyntax>()
            .Single();
        if (VaryByBeside(cache) is { } varyBy)
        {
            AttributeArgumentListSyntax arguments = varyBy.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
            AttributeArgumentSyntax? old = arguments.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == "User");
            return root.ReplaceNode(varyBy, varyBy.WithArgumentList(old is null
                ? arguments.WithArguments(Added(arguments.Arguments, user))
                : arguments.ReplaceNode(old, user)));
        }

        var list = (AttributeListSyntax)cache.Parent!;
        AttributeSyntax added = SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("global::CacheKit.VaryByAttribute").WithAdditionalAnnotations(Simplifier.Annotation),
            SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(user)));
        return root.ReplaceNode(list, list.WithAttributes(Added(list.Attributes, added)));
    }

    private static AttributeSyntax? VaryByBeside(AttributeSyntax cache) => cache.Parent!.Parent!.ChildNodes().OfType<AttributeListSyntax>()
        .SelectMany(list => list.Attributes)
        .FirstOrDefault(attribute => attribute.Name.ToString().Split('.').Last() is "VaryBy" or "VaryByAttribute");

    private static SeparatedSyntaxList<T> Added<T>(SeparatedSyntaxList<T> items, T item)
        where T : SyntaxNode
    {
        SyntaxToken comma = SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        return SyntaxFactory.SeparatedList([.. items, item], [.. items.GetSeparators(), .. items.Count > 0 ? [comma] : Array.Empty<SyntaxToken>()]);
    }

    // Offers nothing if the chain already has a VaryBy, since the two would contradict each other.
    private static SyntaxNode? WithCall(SyntaxNode root, InvocationExpressionSyntax cache)
    {
        StatementSyntax? statement = cache.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is null || statement.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == "VaryBy"))
            return null;

        ExpressionSyntax call = SyntaxFactory.ParseExpression($"{cache.WithoutTrivia()}.VaryBy(user: true)");
        return root.ReplaceNode(cache, call.WithTriviaFrom(cache));
    }
}
