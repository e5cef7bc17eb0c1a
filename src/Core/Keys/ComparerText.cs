using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace CacheKit;

// The text of the comparer of a set or a dictionary. It is part of the key, because it determines what the collection contains.
internal static class ComparerText
{
    private const string Comparer = "Comparer";
    private const string KeyComparer = "KeyComparer";

    private static readonly FrozenDictionary<Type, string> _comparers = new Dictionary<Type, string>
    {
        [typeof(HashSet<>)] = Comparer,
        [typeof(SortedSet<>)] = Comparer,
        [typeof(FrozenSet<>)] = Comparer,
        [typeof(ImmutableHashSet<>)] = KeyComparer,
        [typeof(ImmutableSortedSet<>)] = KeyComparer,
        [typeof(Dictionary<,>)] = Comparer,
        [typeof(SortedDictionary<,>)] = Comparer,
        [typeof(SortedList<,>)] = Comparer,
        [typeof(OrderedDictionary<,>)] = Comparer,
        [typeof(ConcurrentDictionary<,>)] = Comparer,
        [typeof(FrozenDictionary<,>)] = Comparer,
        [typeof(ImmutableDictionary<,>)] = KeyComparer,
        [typeof(ImmutableSortedDictionary<,>)] = KeyComparer,
    }.ToFrozenDictionary();

    // Empty for the default comparer and for a collection without a comparer; null for a comparer without a text.
    public static string? Of(object collection)
    {
        for (Type? type = collection.GetType(); type is not null; type = type.BaseType)
        {
            Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
            if (definition == typeof(ReadOnlySet<>))
                return Read(type, "Set", collection) is { } set ? Of(set) : null;
            if (definition == typeof(ReadOnlyDictionary<,>))
                return Read(type, "Dictionary", collection) is { } dictionary ? Of(dictionary) : null;
            if (_comparers.TryGetValue(definition, out string? property))
            {
                bool isSorted = definition.Name.Contains("Sorted", StringComparison.Ordinal);
                return Read(type, property, collection) is { } comparer ? TextOf(comparer, isSorted) : null;
            }
        }

        return "";
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "If trimmed, the call has no key and is not cached.")]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(HashSet<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(SortedSet<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(FrozenSet<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(ImmutableHashSet<>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(Dictionary<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(FrozenDictionary<,>))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(ImmutableDictionary<,>))]
    private static object? Read(Type type, string property, object collection) =>
        type.GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)?.GetValue(collection);

    // For a sorted collection of strings the default comparer is culture-sensitive, so the ordinal comparer has a text.
    private static string? TextOf(object comparer, bool isSorted)
    {
        if (comparer is ICacheKey own)
            return $"({comparer.GetType()} {own.CacheKey})";
        if (comparer is IEqualityComparer<string?> strings && StringComparer.IsWellKnownOrdinalComparer(strings, out bool ignoresCase))
            return ignoresCase ? "OrdinalIgnoreCase" : isSorted ? "Ordinal" : "";
        if (comparer is IEqualityComparer<string?> words
            && StringComparer.IsWellKnownCultureAwareComparer(words, out CompareInfo? culture, out CompareOptions options))
        {
            return $"({culture.Name} {options.ToString().Replace(", ", "|", StringComparison.Ordinal)})";
        }

        return IsDefault(comparer.GetType()) ? "" : null;
    }

    // The default comparers of EqualityComparer<T> and Comparer<T> have no state; a comparer from their Create methods has a delegate.
    private static bool IsDefault(Type type) =>
        type.Assembly == typeof(object).Assembly && type.Namespace == "System.Collections.Generic"
        && !type.Name.StartsWith("Delegate", StringComparison.Ordinal) && !type.Name.StartsWith("Comparison", StringComparison.Ordinal)
        && type != typeof(ReferenceEqualityComparer);
}
