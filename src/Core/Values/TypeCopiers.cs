using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The copiers of all types, chosen once for each type.
internal static class TypeCopiers
{
    private static readonly ConcurrentDictionary<Type, TypeCopier> _copiers = new();

    public static TypeCopier Of(Type type) => _copiers.TryGetValue(type, out TypeCopier? copier) ? copier : _copiers.GetOrAdd(type, Create);

    private static TypeCopier Create(Type type)
    {
        if (ImmutableTypes.ContainsObjectsOf(type))
            return new ReferenceCopier(type);

        // With native AOT reflection may not find all fields.
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return new RefusingCopier(type);

        return FrameworkCopiers.For(type)
            ?? CollectionCopiers.For(type)
            ?? (StructureRules.Allow(type) ? new StructureCopier(type) : new RefusingCopier(type));
    }
}
