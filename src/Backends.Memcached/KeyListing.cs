using System.Runtime.CompilerServices;

namespace CacheKit;

/// <summary>Lists the entries with a key prefix, from the key lists of the servers.</summary>
internal sealed class KeyListing(IMemcachedClient client, KeyScopes scopes)
{
    // The number of entries that are processed together. The values of entries with shortened keys are read.
    private const int PageSize = 64;

    public async IAsyncEnumerable<StoredName> FindAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] head = MemcachedKey.HeadOf(prefix);
        var stamps = new Dictionary<KeyScope, ulong>();
        var page = new List<Task<StoredName?>>(PageSize);
        await foreach (DumpedItem item in client.DumpAsync(name => MemcachedKey.MayBegin(name.Span, head), cancellationToken).ConfigureAwait(false))
        {
            page.Add(ResolveAsync(item, cancellationToken));
            if (page.Count < PageSize)
                continue;
            foreach (StoredName found in await FilterAsync(page, prefix, stamps, cancellationToken).ConfigureAwait(false))
                yield return found;
        }

        foreach (StoredName found in await FilterAsync(page, prefix, stamps, cancellationToken).ConfigureAwait(false))
            yield return found;
    }

    /// <summary>Returns the entries among items that have the prefix and were not cleared.</summary>
    public async ValueTask<List<StoredName>> DescribeAsync(IEnumerable<DumpedItem> items, string prefix, CancellationToken cancellationToken)
    {
        var stamps = new Dictionary<KeyScope, ulong>();
        var found = new List<StoredName>();
        foreach (DumpedItem[] page in items.Chunk(PageSize))
        {
            List<Task<StoredName?>> resolved = [.. page.Select(item => ResolveAsync(item, cancellationToken))];
            found.AddRange(await FilterAsync(resolved, prefix, stamps, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    private async Task<StoredName?> ResolveAsync(DumpedItem item, CancellationToken cancellationToken)
    {
        if (!MemcachedKey.TryRead(item.Key, out string? key, out _))
            return null;

        if (key is null)
        {
            MemcachedItem shortened = await client.GetAsync(item.Key, withTimeToLive: false, cancellationToken).ConfigureAwait(false);
            if (!MemcachedKey.TrySplit(shortened.Value, out _, out key))
                return null;
        }

        TimeSpan? timeToLive = item.TimeToLive is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new StoredName(item.Key, new StoredKey(key, timeToLive, item.Size));
    }

    // Returns the entries that have the prefix and were not cleared.
    private async ValueTask<List<StoredName>> FilterAsync(
        List<Task<StoredName?>> page, string prefix, Dictionary<KeyScope, ulong> stamps, CancellationToken cancellationToken)
    {
        var found = new List<StoredName>(page.Count);
        foreach (StoredName? resolved in await Task.WhenAll(page).ConfigureAwait(false))
        {
            if (resolved is not { } entry || !entry.Key.Key.StartsWith(prefix, StringComparison.Ordinal))
                continue;

            KeyScope scope = scopes.Of(entry.Key.Key);
            if (!stamps.TryGetValue(scope, out ulong current))
                stamps[scope] = current = await scope.Read().StampAsync(cancellationToken).ConfigureAwait(false);
            if (MemcachedKey.TryRead(entry.Name, out _, out ulong stamp) && stamp == current)
                found.Add(entry);
        }

        page.Clear();
        return found;
    }
}
