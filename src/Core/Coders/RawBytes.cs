using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace CacheKit;

// The payload of a byte array: the bytes themselves, so that other tools can read it. A leading 0x00 is an escape: a single 0x00 is null,
// and an array that begins with 0x00, or as the payload of another coder does, is preceded by another one.
internal static class RawBytes
{
    private const byte Escape = 0;

    public static void Write(byte[]? value, IBufferWriter<byte> output)
    {
        if (value is null || !IsVerbatim(value))
            output.Write([Escape]);

        output.WriteAtOnce(value);
    }

    public static void Write(in ReadOnlySequence<byte> value, IBufferWriter<byte> output)
    {
        Span<byte> start = stackalloc byte[PayloadMark.Length];
        start = start[..(int)Math.Min(start.Length, value.Length)];
        value.Slice(0, start.Length).CopyTo(start);
        if (!IsVerbatim(start))
            output.Write([Escape]);

        int length = checked((int)value.Length);
        value.CopyTo(output.GetSpan(length));
        output.Advance(length);
    }

    // Whether the payload of an array consists of its bytes.
    public static bool IsVerbatim(ReadOnlySpan<byte> payload) => payload is not [Escape, ..] && !PayloadMark.IsMarked(payload);

    // False if the payload is not exactly the content of one array.
    public static bool TryTakeOver(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        if (!IsVerbatim(payload.Span) || !MemoryMarshal.TryGetArray(payload, out ArraySegment<byte> segment) || segment.Count != segment.Array!.Length)
            return false;

        value = segment.Array;
        return true;
    }

    public static byte[]? Read(ReadOnlySpan<byte> payload)
    {
        PayloadMark.ThrowIfMarked(payload);
        return payload switch
        {
            [Escape] => null,
            [Escape, .. var bytes] => bytes.ToArray(),
            _ => payload.ToArray(),
        };
    }

    // The bytes in a payload, which are not copied.
    public static ReadOnlyMemory<byte> ContentOf(ReadOnlyMemory<byte> payload)
    {
        PayloadMark.ThrowIfMarked(payload.Span);
        return payload.Span switch
        {
            [Escape] => throw new InvalidDataException("The payload is null, and not the content of a byte array."),
            [Escape, ..] => payload[1..],
            _ => payload,
        };
    }
}
