namespace CacheKit;

// The named policies of a cache.
internal sealed class CachePolicies
{
    private readonly Dictionary<string, CachePolicy> _policies = [];

    public void Add(string name, CachePolicy policy)
    {
        if (!_policies.TryAdd(name, policy))
            throw new ArgumentException($"The policy '{name}' already exists. Each policy needs a unique name.", nameof(name));
    }

    public void Validate()
    {
        foreach ((string name, CachePolicy policy) in _policies)
        {
            try
            {
                policy.Validate();
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"The policy '{name}' is invalid: {exception.Message}", exception);
            }
        }
    }

    public CachePolicies Copy()
    {
        var copy = new CachePolicies();
        foreach ((string name, CachePolicy policy) in _policies)
            copy.Add(name, policy.Copy());
        return copy;
    }

    public CachePolicy Find(string name) =>
        _policies.TryGetValue(name, out CachePolicy? policy) ? policy : throw new InvalidOperationException(NotFoundMessage(name));

    private string NotFoundMessage(string name)
    {
        if (_policies.Count == 0)
            return $"there is no policy '{name}'. Its cache has no policies: add it by options.AddPolicy(\"{name}\", policy => ...).";

        string[] names = [.. _policies.Keys.Order(StringComparer.Ordinal)];
        string? nearest = names.MinBy(other => DistanceOf(name, other));
        bool isNear = nearest is not null && DistanceOf(name, nearest) <= Math.Max(2, name.Length / 3);
        string suggestion = isNear ? $"Did you mean '{nearest}'? " : "";
        return $"there is no policy '{name}'. {suggestion}Its cache has: {string.Join(", ", names)}.";
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
