namespace CacheKit;

// Recognizes the default comparers of collections.
internal static class Comparers
{
    // True for a comparer that a framework collection uses if none was given. For strings that is the ordinal comparer.
    public static bool IsDefault(object? comparer) =>
        comparer is null
        || ReferenceEquals(comparer, StringComparer.Ordinal)
        || (comparer.GetType() is { Namespace: "System.Collections.Generic" } type
            && type.Assembly == typeof(object).Assembly
            && !type.Name.StartsWith("ComparisonComparer", StringComparison.Ordinal)
            && !type.Name.StartsWith("DelegateEqualityComparer", StringComparison.Ordinal)
            && type != typeof(ReferenceEqualityComparer));
}
