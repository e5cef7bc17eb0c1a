using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.CodeFixes;

// Takes attributes away without leaving a gap.
internal static class Attributes
{
    // The method, the lambda or the type that it stands on.
    public static SyntaxNode OwnerOf(AttributeSyntax attribute) => attribute.Parent!.Parent!;

    // Its owner, without it.
    public static SyntaxNode Removed(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        SyntaxNode owner = OwnerOf(attribute);
        SyntaxNode without = list.Attributes.Count > 1
            ? owner.ReplaceNode(list, list.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia)!)
            : owner.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!;

        // What stands before the first attribute belongs to its owner: documentation, the indent.
        return without.WithLeadingTrivia(owner.GetLeadingTrivia());
    }
}
