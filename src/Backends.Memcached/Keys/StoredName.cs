namespace CacheKit;

/// <summary>An entry that was found by listing.</summary>
/// <param name="Name">Its key in Memcached.</param>
/// <param name="Key">Its whole key.</param>
internal readonly record struct StoredName(byte[] Name, StoredKey Key);
