namespace CacheKit;

/// <summary>The result of storing a value.</summary>
internal enum StoreOutcome
{
    /// <summary>The value is stored.</summary>
    Stored,

    /// <summary>The key already exists, so the value was not added.</summary>
    Exists,

    /// <summary>The item has changed or is gone, so it was not replaced.</summary>
    Changed,

    /// <summary>The value exceeds the server's item size. The server has deleted the old item.</summary>
    TooLarge,
}
