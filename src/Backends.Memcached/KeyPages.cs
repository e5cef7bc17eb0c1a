using System.Globalization;
using System.Security.Cryptography;

namespace CacheKit;

// Lists keys page by page. Memcached only lists all keys of a server together, so that a page reads the whole list, and keeps the next
// 20,000 names in the order of their hashes for the pages that follow. Where they are not kept any more, or in another process, a page
// reads the list again: the order makes the walk complete.
//
//   cursor = slice "-" server "-" position      hexadecimal; slice: the number of the slice that may be kept, or 0
internal sealed class KeyPages(IMemcachedClient client, KeyListing listing)
{
    private const int SliceSize = 20_000;

    // For walks that go on at the same time. A slice takes a few megabytes.
    private const int MostKept = 4;

    private readonly Lock _gate = new();
    private readonly List<KeptSlice> _kept = [];

    public async ValueTask<KeyPage> ListAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken)
    {
        (uint number, int server, ulong position) = cursor is null ? (0, 0, 0) : Parse(cursor);
        KeptSlice kept = Find(number, server, prefix) ?? await ReadAsync(server, prefix, position, cancellationToken).ConfigureAwait(false);
        (List<DumpedItem> items, ulong? next) = kept.Slice.Take(position, size);
        StoredKey[] keys = [.. (await listing.DescribeAsync(items, prefix, cancellationToken).ConfigureAwait(false)).Select(entry => entry.Key)];
        if (next is { } following)
            return new KeyPage(keys, CursorOf(kept.Number, server, following));

        Forget(kept);
        if (kept.Slice.End is { } end)
            return new KeyPage(keys, CursorOf(0, server, end));

        return new KeyPage(keys, server + 1 < client.Servers ? CursorOf(0, server + 1, 0) : null);
    }

    private async Task<KeptSlice> ReadAsync(int server, string prefix, ulong position, CancellationToken cancellationToken)
    {
        byte[] head = MemcachedKey.HeadOf(prefix);
        var slice = new KeySlice(position, SliceSize);
        await client.DumpAsync(server, IsNext, slice.Add, cancellationToken).ConfigureAwait(false);
        slice.Complete();
        var kept = new KeptSlice((uint)RandomNumberGenerator.GetInt32(1, int.MaxValue), server, prefix, slice);
        lock (_gate)
        {
            _kept.Add(kept);
            if (_kept.Count > MostKept)
                _kept.RemoveAt(0);
        }

        return kept;

        bool IsNext(ReadOnlyMemory<byte> name) => MemcachedKey.MayBegin(name.Span, head) && slice.Wants(name.Span);
    }

    private KeptSlice? Find(uint number, int server, string prefix)
    {
        lock (_gate)
            return _kept.Find(kept => kept.Number == number && kept.Server == server && kept.Prefix == prefix);
    }

    private void Forget(KeptSlice kept)
    {
        lock (_gate)
            _kept.Remove(kept);
    }

    private static string CursorOf(uint number, int server, ulong position) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:x}-{server:x}-{position:x}");

    private (uint Number, int Server, ulong Position) Parse(string cursor)
    {
        string[] parts = cursor.Split('-');
        return parts.Length == 3
            && uint.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint number)
            && int.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int server)
            && ulong.TryParse(parts[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong position)
            && server >= 0 && server < client.Servers
            ? (number, server, position)
            : throw new FormatException($"\"{cursor}\" is not a cursor of {nameof(MemcachedBackend)}. Begin the listing again, without a cursor.");
    }
}
