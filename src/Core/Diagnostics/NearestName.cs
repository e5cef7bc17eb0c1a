namespace CacheKit;

// Suggests the name that was probably meant by one that does not exist.
internal static class NearestName
{
    // "Did you mean 'catalog'? ", or an empty string if no name is near.
    public static string Suggest(string name, IEnumerable<string> names)
    {
        string? nearest = names.MinBy(other => DistanceOf(name, other));
        bool isNear = nearest is not null && DistanceOf(name, nearest) <= Math.Max(2, Math.Max(name.Length, nearest.Length) / 3);
        return isNear ? $"Did you mean '{nearest}'? " : "";
    }

    // The Levenshtein distance, ignoring case.
    private static int DistanceOf(string one, string other)
    {
        (one, other) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
