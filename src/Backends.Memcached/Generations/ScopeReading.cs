namespace CacheKit;

/// <summary>The generations of a key, on their way.</summary>
internal readonly struct ScopeReading(Generation? cache, Task<MemcachedItem>? ofCache, Generation? @namespace, Task<MemcachedItem>? ofNamespace)
{
    /// <summary>The stamp, if it has come already and nothing has to be made.</summary>
    public bool TryGetStamp(out ulong stamp)
    {
        bool known = TryGet(cache, ofCache, out ulong first) & TryGet(@namespace, ofNamespace, out ulong second);
        stamp = first ^ second;
        return known;
    }

    /// <summary>The stamp. Generations that are not there yet are made.</summary>
    public async ValueTask<ulong> StampAsync(CancellationToken cancellationToken)
    {
        ulong stamp = cache is null ? 0 : await cache.CurrentAsync(ofCache!, cancellationToken).ConfigureAwait(false);
        return stamp ^ (@namespace is null ? 0 : await @namespace.CurrentAsync(ofNamespace!, cancellationToken).ConfigureAwait(false));
    }

    private static bool TryGet(Generation? generation, Task<MemcachedItem>? reading, out ulong current)
    {
        current = 0;
        return generation is null || (reading!.IsCompletedSuccessfully && generation.TryRead(reading.Result, out current));
    }
}
