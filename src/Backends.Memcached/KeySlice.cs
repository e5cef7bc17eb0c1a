using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CacheKit;

/// <summary>The next items of a server from a position on, in the order of the hashes of their names.</summary>
/// <param name="start">The first hash.</param>
/// <param name="limit">How many items are kept at most.</param>
internal sealed class KeySlice(ulong start, int limit)
{
    private readonly PriorityQueue<DumpedItem, ulong> _lastFirst = new(Comparer<ulong>.Create((one, other) => other.CompareTo(one)));
    private readonly long _readAt = Environment.TickCount64;
    private (ulong Hash, DumpedItem Item)[] _items = [];

    /// <summary>The position of the items that did not fit; null: all fit.</summary>
    public ulong? End { get; private set; }

    /// <summary>Whether an item of the server belongs to the slice.</summary>
    public bool Wants(ReadOnlySpan<byte> name) => HashOf(name) is var hash && hash >= start && !(hash >= End);

    /// <summary>Adds an item that belongs to the slice.</summary>
    public void Add(DumpedItem item)
    {
        _lastFirst.Enqueue(item, HashOf(item.Key));
        if (_lastFirst.Count > limit && _lastFirst.TryDequeue(out _, out ulong first))
            End = first;
    }

    /// <summary>Sorts the items after the last one was added. The server may have listed an item twice.</summary>
    public void Complete()
    {
        _items =
        [
            .. _lastFirst.UnorderedItems.Where(item => !(item.Priority >= End)).DistinctBy(item => Convert.ToHexString(item.Element.Key))
                .OrderBy(item => item.Priority).Select(item => (item.Priority, item.Element)),
        ];
        _lastFirst.Clear();
    }

    /// <summary>
    /// Returns the items from a position on that have not expired, and the position of the item after them; null: there is none.
    /// </summary>
    public (List<DumpedItem> Items, ulong? Next) Take(ulong position, int size)
    {
        long age = (Environment.TickCount64 - _readAt) / 1000;
        int from = Array.FindIndex(_items, item => item.Hash >= position);
        int to = from < 0 ? _items.Length : (int)Math.Min(_items.Length, (long)from + size);
        IEnumerable<DumpedItem> items = from < 0 ? [] : _items[from..to].Select(item => item.Item);
        List<DumpedItem> found =
            [.. items.Select(item => item with { TimeToLive = item.TimeToLive - age }).Where(item => !(item.TimeToLive <= 0))];
        return (found, to < _items.Length ? _items[to].Hash : null);
    }

    // A client that chooses keys must not be able to choose the order.
    private static ulong HashOf(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
