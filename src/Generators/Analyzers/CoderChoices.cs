using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Whether the source says a coder beside the attributes: options.Coder = ..., or new CacheEntryOptions { Coder = ... }. Looked for only
// once a value is found that the default coder would change, so most builds never do.
internal sealed class CoderChoices(Compilation compilation)
{
    private readonly object _gate = new();
    private AssignmentExpressionSyntax[]? _choices;

    // The options of an entry can't be changed, so what is assigned to a property belongs to those of a cache.
    public bool AreMadeForCaches(CancellationToken cancellationToken) => Find(cancellationToken).Any(choice => !IsOfEntry(choice));

    public bool AreMadeForEntries(CancellationToken cancellationToken) => Find(cancellationToken).Any(IsOfEntry);

    private static bool IsOfEntry(AssignmentExpressionSyntax choice) => choice.Left is IdentifierNameSyntax
        && choice.Parent is InitializerExpressionSyntax { Parent: not ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "CacheOptions" } } };

    private AssignmentExpressionSyntax[] Find(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _choices ??=
            [
                .. from tree in compilation.SyntaxTrees
                   from assignment in tree.GetRoot(cancellationToken).DescendantNodes().OfType<AssignmentExpressionSyntax>()
                   where assignment.Left is IdentifierNameSyntax { Identifier.ValueText: "Coder" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Coder" }
                   select assignment,
            ];
            return _choices;
        }
    }
}
