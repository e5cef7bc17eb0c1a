namespace CacheKit;

// Lets a write succeed only while the key still holds the bytes that were read, or, with null, nothing. A delayed writer therefore never
// overwrites a newer value.
internal sealed record Fence(ReadOnlyMemory<byte>? Expected)
{
    // Only where the key holds nothing.
    public static readonly Fence Nothing = new(Expected: null);
}
