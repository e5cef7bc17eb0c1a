using System.Globalization;

namespace CacheKit.Generators;

internal static class StableHash
{
    // FNV-1a, which is the same in every build, unlike string.GetHashCode.
    public static string Of(string text) =>
        text.Aggregate(2166136261u, static (hash, c) => unchecked((hash ^ c) * 16777619u)).ToString("x8", CultureInfo.InvariantCulture);
}
