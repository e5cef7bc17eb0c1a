namespace CacheKit;

/// <summary>The generations of a key, while they are being read.</summary>
internal readonly struct ScopeReading(Generation? cache, SharedRequest? ofCache, Generation? @namespace, SharedRequest? ofNamespace)
{
    /// <summary>Sends the reads that were not sent with a later command.</summary>
    public void Send()
    {
        cache?.Send();
        @namespace?.Send();
    }

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
        Send();
        ulong stamp = cache is null ? 0 : await cache.CurrentAsync(ofCache!, cancellationToken).ConfigureAwait(false);
        return stamp ^ (@namespace is null ? 0 : await @namespace.CurrentAsync(ofNamespace!, cancellationToken).ConfigureAwait(false));
    }

    private static bool TryGet(Generation? generation, SharedRequest? reading, out ulong current)
    {
        current = 0;
        return generation is null || (reading!.TryGetItem(out MemcachedItem item) && generation.TryRead(item, out current));
    }
}
