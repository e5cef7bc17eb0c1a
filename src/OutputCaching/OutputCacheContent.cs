using System.Buffers;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CacheKit;

// The bytes of a response. Marked as immutable, so that all readers in a process share them.
[ImmutableObject(true)]
internal sealed class OutputCacheContent(ReadOnlySequence<byte> bytes)
{
    public ReadOnlySequence<byte> Bytes => bytes;

    // The array itself, if it holds nothing else. Output caching does not change it.
    public byte[] ToArray() =>
        bytes.IsSingleSegment && MemoryMarshal.TryGetArray(bytes.First, out ArraySegment<byte> segment) && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();
}
