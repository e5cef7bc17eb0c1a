using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace CacheKit;

// Lists keys, whole or by pages.
//
// A page walks through the hashes of the keys in the order of their reversed bits, in one part of the table after another. However much
// the table grows or shrinks, a bucket holds a range of that order: the keys whose hashes end with the same bits. So a walk visits each
// key that stays exactly once.
//
//   cursor = store "-" part "-" position     hexadecimal; store: a random number, because each store has its own hashes
internal sealed class MemoryListing(MemoryTable table, MemoryClock clock)
{
    // How many buckets a page looks at if few keys have the prefix. Takes about a millisecond.
    private const int MostBuckets = 8_192;

    // The number of buckets that are read under one lock, for which a writer may have to wait.
    private const int BucketsAtOnce = 64;

    private readonly uint _store = (uint)RandomNumberGenerator.GetInt32(int.MaxValue);

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await foreach (MemoryEntry entry in table.EntriesWith(prefix).ToAsyncEnumerable().ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Describe(entry) is { } key)
                yield return key;
        }
    }

    public KeyPage ListPage(string prefix, string? cursor, int size)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (int part, ulong position) = cursor is null ? (0, 0) : Parse(cursor);
        var found = new List<MemoryEntry>();
        for (int left = MostBuckets; part < table.Parts.Length && left > 0 && found.Count < size; left -= BucketsAtOnce)
        {
            position = table.Parts[part].CopyTo(found, prefix, position, BucketsAtOnce, size);
            if (position == EntryBuckets.End)
                (part, position) = (part + 1, 0);
        }

        StoredKey[] keys = [.. found.Select(Describe).OfType<StoredKey>()];
        return new KeyPage(keys, part == table.Parts.Length ? null : string.Create(CultureInfo.InvariantCulture, $"{_store:x}-{part:x}-{position:x}"));
    }

    // Null if the entry was removed or has expired. One that was replaced after it was found has no value: then its key has another entry.
    // Listing counts as no read.
    private StoredKey? Describe(MemoryEntry found)
    {
        MemoryEntry? entry = found;
        if ((found.Value ?? table.PartOf(found.Hash).Find(found.Key, found.Hash, out entry)) is not { } value)
            return null;
        if (entry!.ExpiresAt == long.MaxValue)
            return new StoredKey(entry.Key, null, SizeOf(value));

        var timeToLive = TimeSpan.FromTicks(entry.ExpiresAt - clock.Now);
        return timeToLive > TimeSpan.Zero ? new StoredKey(entry.Key, timeToLive, SizeOf(value)) : null;
    }

    // A native program encodes a value to determine its size, and its coder may not know a value that is shared by reference.
    private static long SizeOf(CachedValue value)
    {
        try
        {
            return value.Size;
        }
        catch (Exception)
        {
            return 0;
        }
    }

    private (int Part, ulong Position) Parse(string cursor)
    {
        string[] numbers = cursor.Split('-');
        if (numbers.Length != 3
            || !TryParse(numbers[0], out ulong store) || !TryParse(numbers[1], out ulong part) || !TryParse(numbers[2], out ulong position)
            || part >= (ulong)table.Parts.Length || position >= EntryBuckets.End)
        {
            throw new FormatException($"\"{cursor}\" is not a cursor of {nameof(InMemoryBackend)}. Begin the listing again, without a cursor.");
        }

        return store == _store ? ((int)part, position) : throw new FormatException(
            "The cursor belongs to another store: the application was restarted, or has several processes. Begin the listing again, without a cursor.");
    }

    private static bool TryParse(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
