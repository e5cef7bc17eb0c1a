namespace CacheKit;

// An entry as it is stored.
internal sealed record InspectedEntry
{
    public required string Key { get; init; }

    public required KeyKind Kind { get; init; }

    // Null for keys that are not entries.
    public required string? Namespace { get; init; }

    public required string Name { get; init; }

    // The level that the other properties were read from: "l1" for a store in this process, "l2" for a store outside.
    public required string Level { get; init; }

    // Whether L1 has a copy that this process may return.
    public bool HasCopy { get; init; }

    // How long the store keeps the entry; null: it never expires.
    public TimeSpan? TimeToLive { get; init; }

    // In bytes, with metadata; in memory it is an estimate of the size of the value.
    public required long Size { get; init; }

    // Null if the entry contains no lifetime: its expiration is then that of the store.
    public DateTimeOffset? Created { get; init; }

    // After this time the entry is stale; null: it contains no lifetime, or never becomes stale.
    public DateTimeOffset? FreshUntil { get; init; }

    public string? Validator { get; init; }

    public IReadOnlyList<InspectedTag> Tags { get; init; } = [];

    // The coded bytes without metadata; null for a value in memory that is not coded.
    public ReadOnlyMemory<byte>? Payload { get; init; }

    // The value in memory, which must not be changed; null if it is coded.
    public object? Value { get; init; }

    // The type of the value in memory; null if it is coded.
    public Type? Type { get; init; }

    // The metadata of the entry is corrupt: the cache treats it as missing.
    public bool IsCorrupt { get; init; }
}
