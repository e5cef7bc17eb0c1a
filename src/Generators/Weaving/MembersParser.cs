using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Finds the members of parameters in the tags of a marked lambda, method or type.
internal static class MembersParser
{
    public static ImmutableArray<MemberModel> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        if (KnownTypes.Of(context.SemanticModel.Compilation) is not { } known || known.Find("CacheKit.VaryByAttribute") is null)
            return [];

        IEnumerable<IMethodSymbol> handlers = context.TargetSymbol switch
        {
            IMethodSymbol method => [method],
            INamedTypeSymbol type => new[] { type }.Concat(type.BaseTypes()).SelectMany(place => place.GetMembers()).OfType<IMethodSymbol>()
                .Where(method => EndpointRules.IsActionOrPageHandler(method, known)),
            _ => [],
        };
        return
        [
            .. from handler in handlers
               from attribute in context.Attributes
               from template in TagRules.TemplatesOf(attribute)
               where template is not null
               from name in TagTemplate.Parse(template).Names
               let path = TagPath.Of(name, handler, known)
               where path is { Error: null, Members.Count: > 0 } && CanRead(path, known)
               select ModelOf(path, known),
        ];
    }

    // Each one once, in a stable order.
    public static EquatableArray<MemberModel> Sorted(IEnumerable<MemberModel> members) => new(members.Distinct()
        .OrderBy(member => member.Type, StringComparer.Ordinal)
        .ThenBy(member => member.Path, StringComparer.Ordinal));

    private static bool CanRead(TagPath path, KnownTypes known) =>
        SymbolEqualityComparer.Default.Equals(ElementRules.KeyTypeOf(path.Parameter, known), path.Parameter.Type)
        && !IsOpen(path.Parameter.Type)
        && AccessRules.Unnameable(path.Parameter.Type, known.Compilation) is null;

    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        INamedTypeSymbol named => named.AllTypeArguments().Any(IsOpen),
        _ => false,
    };

    private static MemberModel ModelOf(TagPath path, KnownTypes known)
    {
        var warnings = new CausedWarnings();
        warnings.AddType(path.Parameter.Type);
        foreach (ISymbol member in path.Members)
            warnings.AddMember(member);
        return new MemberModel(
            path.Parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            string.Join(".", path.Members.Select(member => member.Name)),
            TagCode.Value(path, "value", known),
            warnings.Ids);
    }
}
