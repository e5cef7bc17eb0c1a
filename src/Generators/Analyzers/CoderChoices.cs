using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Whether the source sets a coder outside the attributes: options.Coder = ..., or new CacheEntryOptions { Coder = ... }. Searched only
// after a value was found that the default coder would change, so most builds skip the search.
internal sealed class CoderChoices(Compilation compilation)
{
    private readonly object _gate = new();
    private AssignmentExpressionSyntax[]? _choices;

    // Entry options are immutable, so an assignment to a property sets the coder of a cache.
    public bool AnyForCaches(CancellationToken cancellationToken) => Find(cancellationToken).Any(choice => !IsOfEntry(choice));

    public bool AnyForEntries(CancellationToken cancellationToken) => Find(cancellationToken).Any(IsOfEntry);

    private static bool IsOfEntry(AssignmentExpressionSyntax choice) => choice.Left is IdentifierNameSyntax
        && choice.Parent is InitializerExpressionSyntax
        {
            Parent: not ObjectCreationExpressionSyntax { Type: IdentifierNameSyntax { Identifier.ValueText: "CacheOptions" } },
        };

    private AssignmentExpressionSyntax[] Find(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _choices ??=
            [
                .. from tree in compilation.SyntaxTrees
                   from assignment in tree.GetRoot(cancellationToken).DescendantNodes().OfType<AssignmentExpressionSyntax>()
                   where assignment.Left is IdentifierNameSyntax { Identifier.ValueText: "Coder" }
                       or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Coder" }
                   select assignment,
            ];
            return _choices;
        }
    }
}
