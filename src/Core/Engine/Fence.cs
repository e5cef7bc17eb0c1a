namespace CacheKit;

// Lets a write pass only while the key still is as it was read: it holds these very bytes, or, with null, nothing. Who was held up
// so never overwrites what came after him.
internal sealed record Fence(ReadOnlyMemory<byte>? Expected);
