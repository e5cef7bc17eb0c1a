namespace CacheKit;

// What became of a write: whether it is stored, or was kept out by its fence. The payload is there if the value had to be coded.
internal readonly record struct Written(bool IsStored, byte[]? Payload = null, bool IsKeptOut = false);
