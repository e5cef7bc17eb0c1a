using System.Buffers;

namespace CacheKit;

// A byte array as a payload: the bytes themselves, so that any tool can read what is stored. A leading 0x00 is an escape:
// alone it is null, and bytes that begin with 0x00 have one more before them.
internal static class RawBytes
{
    private const byte Escape = 0;

    public static void Write(byte[]? value, IBufferWriter<byte> output)
    {
        if (value is null || (value.Length > 0 && value[0] == Escape))
            output.Write([Escape]);

        output.Write(value);
    }

    public static byte[]? Read(ReadOnlySpan<byte> payload) => payload switch
    {
        [Escape] => null,
        [Escape, .. var bytes] => bytes.ToArray(),
        _ => payload.ToArray(),
    };
}
