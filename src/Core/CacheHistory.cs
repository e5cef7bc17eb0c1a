namespace CacheKit;

// The setup steps that an application has taken, so that the error for a missing cache suggests the next one.
internal sealed record CacheHistory(bool IsReset = false, bool IsRegistered = false, bool HasEnded = false)
{
    // The error for a named cache, or with null for the global cache.
    public string NotFoundMessage(string? name) =>
        (name is null ? "There is no global cache. " : $"There is no cache '{name}'. ") + this switch
        {
            { IsRegistered: true, HasEnded: true } =>
                "The host that it was registered for is disposed. Call cached functions while their host runs.",
            { IsRegistered: true } =>
                "Caches are registered, but no host was built from their services yet. Call cached functions after builder.Build(). " +
                "If services are built without a host, call CacheManager.Use(provider).",
            _ when name is not null =>
                $"Register it, for example by services.AddKeyedCacheKit(\"{name}\").UseInMemory(), and build a host. " +
                "The cache of CacheManager.Init has no name.",
            { IsReset: true } =>
                "CacheManager.Reset has removed it. Call CacheManager.Init again, or call Reset only at the end.",
            _ =>
                "Call CacheManager.Init first, for example CacheManager.Init(new InMemoryBackend()) in Program.cs, " +
                "or register a cache, for example by services.AddCacheKit().UseInMemory().",
        };
}
