using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.CodeFixes;

// Removes attributes without leaving a gap.
internal static class Attributes
{
    // Returns the method, lambda or type that has the attribute.
    public static SyntaxNode OwnerOf(AttributeSyntax attribute) => attribute.Parent!.Parent!;

    // Returns the owner without the attribute.
    public static SyntaxNode Removed(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        SyntaxNode owner = OwnerOf(attribute);
        SyntaxNode without = list.Attributes.Count > 1
            ? owner.ReplaceNode(list, list.RemoveNode(attribute, SyntaxRemoveOptions.KeepNoTrivia)!)
            : owner.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!;

        // The trivia before the first attribute, such as documentation and indentation, belongs to the owner.
        return without.WithLeadingTrivia(owner.GetLeadingTrivia());
    }
}
