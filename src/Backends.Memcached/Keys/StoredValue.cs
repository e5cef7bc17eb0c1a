namespace CacheKit;

// The value of an entry's item: the payload, and the full key after it if the Memcached key is shortened. The value of another key with the same hash
// is no value of the key.
internal static class StoredValue
{
    /// <summary>Returns the bytes that follow the payload.</summary>
    public static byte[] TrailerOf(string key) => MemcachedKey.IsShortened(key) ? MemcachedKey.TrailerOf(key) : [];

    public static bool TryGetPayload(string key, in MemcachedItem item, out ReadOnlyMemory<byte> payload)
    {
        payload = item.Value;
        if (item.Value is null || !MemcachedKey.IsShortened(key))
            return item.Value is not null;

        return MemcachedKey.TrySplit(item.Value, out payload, out string? stored) && stored == key;
    }

    /// <summary>Returns the payload in the rented memory of an item, which is given back if there is none.</summary>
    public static RentedItem? PayloadIn(string key, RentedItem? item)
    {
        if (item is null || !MemcachedKey.IsShortened(key))
            return item;
        if (MemcachedKey.TrySplit(item.Memory, out ReadOnlyMemory<byte> payload, out string? stored) && stored == key)
            return item.Cut(payload.Length);

        item.Dispose();
        return null;
    }
}
