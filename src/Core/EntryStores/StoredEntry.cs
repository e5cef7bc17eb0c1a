namespace CacheKit;

// An entry of a store outside this process: its bytes, and the metadata and payload in them.
internal readonly record struct StoredEntry(
    string Key, ReadOnlyMemory<byte> Bytes, TimeSpan? TimeToLive, ReadOnlyMemory<byte> Payload, EntryMetadata Metadata);
