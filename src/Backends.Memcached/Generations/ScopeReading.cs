namespace CacheKit;

/// <summary>The generations of a key, while they are being read.</summary>
internal readonly struct ScopeReading(Generation? cache, Task<MemcachedItem>? ofCache, Generation? @namespace, Task<MemcachedItem>? ofNamespace)
{
    /// <summary>Returns the stamp if the reply has arrived and every generation exists.</summary>
    public bool TryGetStamp(out ulong stamp)
    {
        bool isComplete = TryGet(cache, ofCache, out ulong first) & TryGet(@namespace, ofNamespace, out ulong second);
        stamp = first ^ second;
        return isComplete;
    }

    /// <summary>Waits for the stamp, and creates missing generations.</summary>
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
