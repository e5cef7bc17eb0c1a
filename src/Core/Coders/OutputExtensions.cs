using System.Buffers;

namespace CacheKit;

internal static class OutputExtensions
{
    // Asks for the whole length. The Write of BuffersExtensions does not, so an output that grows would copy what it has again and again.
    public static void WriteAtOnce(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }
}
