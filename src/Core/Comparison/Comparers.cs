namespace CacheKit;

// The comparers of collections.
internal static class Comparers
{
    // As any collection of the framework has that was made without one: for texts that is the ordinal one.
    public static bool IsDefault(object? comparer) =>
        comparer is null || ReferenceEquals(comparer, StringComparer.Ordinal) || (comparer.GetType() is { Namespace: "System.Collections.Generic" } type
            && type.Assembly == typeof(object).Assembly
            && !type.Name.StartsWith("ComparisonComparer", StringComparison.Ordinal));
}
