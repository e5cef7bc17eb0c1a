using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether a type comes back as it was when JsonCoder codes it as it is by default. Each type is looked at once; a member may be of a type that
// is being looked at already.
internal sealed class JsonRules
{
    private readonly DerivedTypes _derived;
    private readonly ConcurrentDictionary<ITypeSymbol, JsonFault?> _found = new(SymbolEqualityComparer.Default);

    public JsonRules(Compilation compilation) => _derived = new DerivedTypes(compilation);

    // The first member at fault, however deep it lies; null: there is none, or the type is not known.
    public JsonFault? Find(ITypeSymbol type) => _found.GetOrAdd(type, type => new JsonWalk(_derived).Visit(type, Display(type)));

    public static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes));
}
