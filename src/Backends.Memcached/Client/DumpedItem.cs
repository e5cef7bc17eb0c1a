namespace CacheKit;

/// <summary>An item as a server lists it.</summary>
/// <param name="Key">The key.</param>
/// <param name="TimeToLive">The seconds that are left; null: for ever.</param>
/// <param name="Size">The bytes that the item takes, key and header included.</param>
internal readonly record struct DumpedItem(byte[] Key, long? TimeToLive, long Size);
