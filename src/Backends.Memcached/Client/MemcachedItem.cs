namespace CacheKit;

/// <summary>An item as it was read. The default value stands for an absent item.</summary>
/// <param name="Value">The value; null: the key is absent, or the value is rented.</param>
/// <param name="TimeToLive">The seconds left, if they were requested; null: no expiration.</param>
/// <param name="Cas">The CAS number, if it was requested.</param>
/// <param name="Rented">The value, if rented memory was requested.</param>
internal readonly record struct MemcachedItem(byte[]? Value, long? TimeToLive, long Cas, RentedItem? Rented = null);
