using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Decides whether JsonCoder with default settings restores a value of a type unchanged. Each type is analyzed once, since types may refer
// to each other.
internal sealed class JsonRules
{
    private readonly DerivedTypes _derived;
    private readonly ConcurrentDictionary<ITypeSymbol, JsonFault?> _found = new(SymbolEqualityComparer.Default);

    public JsonRules(Compilation compilation) => _derived = new DerivedTypes(compilation);

    // Returns the first member at fault at any depth. Null: there is none, or the type is unknown.
    public JsonFault? Find(ITypeSymbol type) => _found.GetOrAdd(type, type => new JsonWalk(_derived).Visit(type, Display(type)));

    public static string Display(ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes));
}
