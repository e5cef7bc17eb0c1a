namespace CacheKit;

/// <summary>Reads many entries under the current generations, in one round trip if the cached generations are current.</summary>
internal sealed class BatchCommands(IMemcachedClient client, KeyScopes scopes)
{
    public async ValueTask<BatchReply<MemcachedItem>> GetAsync(IReadOnlyList<string> keys, bool withTimeToLive, CancellationToken cancellationToken)
    {
        // The generations are sent first, as for one key.
        KeyScope[] scopeOf = [.. keys.Select(scopes.Of)];
        Dictionary<KeyScope, ScopeReading> readings = scopeOf.Distinct().ToDictionary(scope => scope, scope => scope.Read());
        var lasts = new ulong?[keys.Count];
        for (int i = 0; i < lasts.Length; i++)
            lasts[i] = scopeOf[i].TryGetLast(out ulong last) ? last : null;

        var items = new MemcachedItem[keys.Count];
        var failures = new Exception?[keys.Count];
        Task first = FetchAsync(keys, lasts, items, failures, withTimeToLive, cancellationToken);
        foreach (ScopeReading reading in readings.Values)
            reading.Send();
        Dictionary<KeyScope, Task<ulong>> stamps = readings.ToDictionary(
            reading => reading.Key, reading => reading.Value.StampAsync(cancellationToken).AsTask());
        await Task.WhenAll([.. stamps.Values, first]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();

        // If the generation of a key has changed, or was not cached, what was read does not count.
        var changed = new ulong?[keys.Count];
        for (int i = 0; i < changed.Length; i++)
        {
            Task<ulong> stamp = stamps[scopeOf[i]];
            if (stamp.Exception is { InnerException: { } failure })
                failures[i] = failure;
            else if (await stamp.ConfigureAwait(false) is var current && current != lasts[i])
                (changed[i], items[i], failures[i]) = (current, default, null);
        }

        await FetchAsync(keys, changed, items, failures, withTimeToLive, cancellationToken).ConfigureAwait(false);
        return BatchCalls.Reply(items, failures);
    }

    // Reads the keys that have a stamp.
    private async Task FetchAsync(
        IReadOnlyList<string> keys, ulong?[] stamps, MemcachedItem[] items, Exception?[] failures, bool withTimeToLive, CancellationToken cancellationToken)
    {
        int[] indexes = [.. Enumerable.Range(0, stamps.Length).Where(i => stamps[i] is not null)];
        if (indexes.Length == 0)
            return;

        byte[][] names = Array.ConvertAll(indexes, i => NameOf(keys[i], stamps[i]!.Value));
        BatchReply<MemcachedItem> read = await client.GetManyAsync(names, withTimeToLive, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < indexes.Length; i++)
            (items[indexes[i]], failures[indexes[i]]) = (read[i], read.FailureAt(i));
    }

    private static byte[] NameOf(string key, ulong stamp)
    {
        Span<byte> name = stackalloc byte[MemcachedKey.LongestKey];
        return name[..MemcachedKey.Write(key, stamp, name)].ToArray();
    }
}
