namespace CacheKit;

// The keys or tags of a call for many.
internal static class DistinctKeys
{
    // Each once, in the order given.
    public static string[] Of(IEnumerable<string> keys, string parameter)
    {
        ArgumentNullException.ThrowIfNull(keys, parameter);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var distinct = new List<string>();
        int index = 0;
        foreach (string key in keys)
        {
            Require(key, parameter, index++);
            if (seen.Add(key))
                distinct.Add(key);
        }

        return [.. distinct];
    }

    // Each once with its last value, in the order of the first.
    public static KeyValuePair<string, T>[] Of<T>(IEnumerable<KeyValuePair<string, T>> values, string parameter)
    {
        ArgumentNullException.ThrowIfNull(values, parameter);
        var distinct = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        int index = 0;
        foreach ((string key, T value) in values)
        {
            Require(key, parameter, index++);
            distinct[key] = value;
        }

        return [.. distinct];
    }

    private static void Require(string? key, string parameter, int index)
    {
        if (string.IsNullOrEmpty(key))
            throw new ArgumentException($"{parameter}[{index}] is {(key is null ? "null" : "empty")}. Leave it out.", parameter);
    }
}
