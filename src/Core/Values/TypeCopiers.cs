using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The copier of each type, decided once.
internal static class TypeCopiers
{
    private static readonly ConcurrentDictionary<Type, TypeCopier> _known = new();

    public static TypeCopier Of(Type type) => _known.TryGetValue(type, out TypeCopier? copier) ? copier : _known.GetOrAdd(type, Decide);

    private static TypeCopier Decide(Type type)
    {
        if (ImmutableTypes.Contains(type))
            return new ReferenceCopier(type);

        // Compiled ahead of time, a type may have fields that reflection doesn't see.
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return new RefusingCopier(type);

        return KnownCopiers.For(type) ?? CollectionCopiers.For(type) ?? (StructureRules.Allow(type) ? new StructureCopier(type) : new RefusingCopier(type));
    }
}
