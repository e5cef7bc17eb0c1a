namespace CacheKit;

// What became of a write. The payload is there if the value had to be coded.
internal readonly record struct Written(bool IsStored, byte[]? Payload = null);
