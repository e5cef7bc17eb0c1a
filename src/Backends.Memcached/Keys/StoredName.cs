namespace CacheKit;

/// <summary>An entry that was found by listing.</summary>
/// <param name="Name">Its Memcached key.</param>
/// <param name="Key">Its full key.</param>
internal readonly record struct StoredName(byte[] Name, StoredKey Key);
