using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// The names of the methods that the source passes to MapGet and similar calls. Searched only after a marked method was found that is
// invalid as a function but valid as an endpoint, so most builds skip the search.
internal sealed class HandlerNames(Compilation compilation)
{
    private readonly object _gate = new();
    private HashSet<string>? _names;

    public bool Contain(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _names ??= [.. compilation.SyntaxTrees.SelectMany(tree => In(tree.GetRoot(cancellationToken)))];
            return _names.Contains(name);
        }
    }

    private static IEnumerable<string> In(SyntaxNode root) =>
        from invocation in root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        where NameOf(invocation.Expression)?.StartsWith("Map", StringComparison.Ordinal) == true
        from argument in invocation.ArgumentList.Arguments
        let name = NameOf(argument.Expression)
        where name is not null
        select name;

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        CastExpressionSyntax cast => NameOf(cast.Expression),
        ParenthesizedExpressionSyntax parenthesized => NameOf(parenthesized.Expression),
        _ => null,
    };
}
