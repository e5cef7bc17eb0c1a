namespace CacheKit;

// Level: l1 or l2. State: available, unavailable or retrying. Entries and bytes are null if the backend does not measure them.
internal sealed record StoreModel(
    string Level,
    string Backend,
    string State,
    DateTimeOffset? Since,
    long Failures,
    long PendingRemovals,
    IReadOnlyList<string> Capabilities,
    IReadOnlyList<string> Missing,
    long? Entries,
    long? Bytes);
