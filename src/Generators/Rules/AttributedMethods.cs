using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// The methods of a file that have attributes, found once by syntax.
internal sealed class AttributedMethods
{
    private static readonly ConditionalWeakTable<SyntaxTree, AttributedMethods> _trees = new();

    private AttributedMethods(SyntaxNode root)
    {
        MethodDeclarationSyntax[] methods =
        [
            .. root.DescendantNodes(node => node is not (StatementSyntax or ExpressionSyntax or ArrowExpressionClauseSyntax)).OfType<MethodDeclarationSyntax>()
                .Where(method => method.AttributeLists.Count > 0),
        ];
        Names = new HashSet<string>(methods.Select(method => method.Identifier.ValueText), StringComparer.Ordinal);
        Texts = [.. methods.Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(IsKeyText))];
    }

    public HashSet<string> Names { get; }

    // The methods that may be marked [CacheKeyText].
    public IReadOnlyList<MethodDeclarationSyntax> Texts { get; }

    public static AttributedMethods Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        _trees.TryGetValue(tree, out AttributedMethods? methods)
            ? methods
            : _trees.GetValue(tree, tree => new AttributedMethods(tree.GetRoot(cancellationToken)));

    private static bool IsKeyText(AttributeSyntax attribute)
    {
        NameSyntax name = attribute.Name;
        while (name is QualifiedNameSyntax or AliasQualifiedNameSyntax)
            name = name is QualifiedNameSyntax qualified ? qualified.Right : ((AliasQualifiedNameSyntax)name).Name;
        return ((SimpleNameSyntax)name).Identifier.ValueText is "CacheKeyText" or "CacheKeyTextAttribute";
    }
}
