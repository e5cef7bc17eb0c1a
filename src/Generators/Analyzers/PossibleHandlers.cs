using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// The methods that may be handlers of endpoints: the source turns them into delegates. Searched only after a marked method was found that
// is invalid as a function but valid as an endpoint, so most builds skip the search.
internal sealed class PossibleHandlers(KnownTypes known)
{
    private readonly ConcurrentDictionary<string, (ISymbol[] Mapped, ISymbol[] Passed)> _groups = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ISymbol[]> _called = new(StringComparer.Ordinal);
    private readonly object _gate = new();
    private ILookup<string, SimpleNameSyntax>? _names;

    // A delegate of any type may reach an endpoint. But if the source also calls the method by its name, it is a function.
    public bool Contain(IMethodSymbol method, CancellationToken cancellationToken)
    {
        ISymbol[] named = [method.OriginalDefinition, .. Implementations.NamedInsteadOf(method).Select(member => member.OriginalDefinition)];
        (ISymbol[] mapped, ISymbol[] passed) = _groups.GetOrAdd(SimpleNameOf(method), name => GroupsOf(name, cancellationToken));
        return named.Any(member => Has(mapped, member))
            || (named.Any(member => Has(passed, member)) && !Has(CallsOf(SimpleNameOf(method), cancellationToken), method.OriginalDefinition));
    }

    // An explicit implementation is used by the name of its interface's method.
    private static string SimpleNameOf(IMethodSymbol method) => method.ExplicitInterfaceImplementations.FirstOrDefault()?.Name ?? method.Name;

    private static bool Has(ISymbol[] methods, ISymbol method) => methods.Contains(method, SymbolEqualityComparer.Default);

    private (ISymbol[] Mapped, ISymbol[] Passed) GroupsOf(string name, CancellationToken cancellationToken)
    {
        ILookup<bool, IMethodReferenceOperation> groups =
            (from expression in Uses(name, cancellationToken)
             where !IsCalled(expression)
             let operation = known.Compilation.GetSemanticModel(expression.SyntaxTree).GetOperation(expression, cancellationToken)
             where operation is IMethodReferenceOperation { Parent: IDelegateCreationOperation }
             select (IMethodReferenceOperation)operation)
            .ToLookup(reference => IsMapped(reference) || Functions.IsHandler(reference, known));
        return ([.. groups[true].SelectMany(group => Definitions(group.Method))], [.. groups[false].SelectMany(group => Definitions(group.Method))]);
    }

    private ISymbol[] CallsOf(string name, CancellationToken cancellationToken) => _called.GetOrAdd(name, name =>
    [
        .. from expression in Uses(name, cancellationToken)
           where IsCalled(expression)
           let symbol = known.Compilation.GetSemanticModel(expression.SyntaxTree).GetSymbolInfo(expression.Parent!, cancellationToken).Symbol
           where symbol is IMethodSymbol
           from definition in Definitions((IMethodSymbol)symbol)
           select definition,
    ]);

    private static bool IsMapped(IOperation reference) =>
        Functions.ConsumerOf(reference) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: var consumer } }
        && consumer.StartsWith("Map", StringComparison.Ordinal);

    private static bool IsCalled(ExpressionSyntax expression) =>
        expression.Parent is InvocationExpressionSyntax call && call.Expression == expression;

    // With the methods that it overrides, whose attributes it inherits.
    private static IEnumerable<ISymbol> Definitions(IMethodSymbol method)
    {
        for (IMethodSymbol? place = method.ReducedFrom ?? method; place is not null; place = place.OverriddenMethod)
            yield return place.OriginalDefinition;
    }

    private IEnumerable<ExpressionSyntax> Uses(string name, CancellationToken cancellationToken)
    {
        lock (_gate)
            _names ??= Names(cancellationToken);
        return _names[name].Select(use => use.Parent is MemberAccessExpressionSyntax access && access.Name == use ? access
            : use.Parent is MemberBindingExpressionSyntax binding ? binding
            : (ExpressionSyntax)use);
    }

    // Generated interceptors call what they intercept.
    private ILookup<string, SimpleNameSyntax> Names(CancellationToken cancellationToken)
    {
        SyntaxNode[] roots =
        [
            .. known.Compilation.SyntaxTrees.Where(tree => !tree.FilePath.Contains(typeof(WeavingGenerator).FullName))
                .Select(tree => tree.GetRoot(cancellationToken)),
        ];
        var declared = new HashSet<string>(
            roots.SelectMany(root => root.DescendantNodes(node => node is not (StatementSyntax or ExpressionSyntax or ArrowExpressionClauseSyntax)))
                .OfType<MethodDeclarationSyntax>()
                .Select(method => method.Identifier.ValueText),
            StringComparer.Ordinal);
        return roots.SelectMany(root => root.DescendantNodes(node => node is not AttributeListSyntax)).OfType<SimpleNameSyntax>()
            .Where(use => declared.Contains(use.Identifier.ValueText))
            .ToLookup(use => use.Identifier.ValueText, StringComparer.Ordinal);
    }
}
