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

    public IEnumerable<KeyValuePair<string, CachePolicy>> All => _policies;

    public CachePolicies Copy() => With(this);

    // These policies with the changed settings of others. No policy is added or removed.
    public CachePolicies With(CachePolicies changed)
    {
        var copy = new CachePolicies();
        foreach ((string name, CachePolicy policy) in _policies)
            copy.Add(name, policy.With(changed._policies.GetValueOrDefault(name, policy)));
        return copy;
    }

    public CachePolicy Find(string name) =>
        _policies.TryGetValue(name, out CachePolicy? policy) ? policy : throw new InvalidOperationException(NotFoundMessage(name));

    private string NotFoundMessage(string name)
    {
        if (_policies.Count == 0)
            return $"there is no policy '{name}'. Its cache has no policies: add it by options.AddPolicy(\"{name}\", policy => ...).";

        string[] names = [.. _policies.Keys.Order(StringComparer.Ordinal)];
        return $"there is no policy '{name}'. {NearestName.Suggest(name, names)}Its cache has: {string.Join(", ", names)}.";
    }
}
