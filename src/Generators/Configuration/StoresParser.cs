using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

internal static class StoresParser
{
    private const string Attribute = "CacheKit.ConfiguredStoreAttribute`1";

    // The stores of references and of the project itself. An assembly that only configuration names would never be loaded.
    public static IEnumerable<StoresModel> Parse(Compilation compilation)
    {
        if (KnownTypes.Of(compilation)?.Find(Attribute) is not { } attribute)
            return [];

        string[] stores =
        [
            .. ReferencedMarks.WithAssemblies(compilation).Select(pair => pair.Assembly).Append(compilation.Assembly)
                .SelectMany(assembly => assembly.GetAttributes())
                .Where(mark => SymbolEqualityComparer.Default.Equals(mark.AttributeClass?.OriginalDefinition, attribute))
                .Select(mark => mark.AttributeClass!.TypeArguments[0])
                .Where(store => compilation.IsSymbolAccessibleWithin(store, compilation.Assembly) && store.TypeKind != TypeKind.Error)
                .Select(store => store.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat))
                .Distinct(StringComparer.Ordinal)
                .OrderBy(store => store, StringComparer.Ordinal),
        ];
        return stores.Length == 0 ? [] : [new StoresModel(Code.NamespaceOf(compilation.AssemblyName ?? ""), new(stores))];
    }
}
