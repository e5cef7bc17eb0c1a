namespace CacheKit;

// An entry as a store outside this process has it: its bytes, taken apart into metadata and payload.
internal readonly record struct StoredEntry(string Key, ReadOnlyMemory<byte> Bytes, TimeSpan? TimeToLive, ReadOnlyMemory<byte> Payload, EntryMetadata Metadata);
