using System.Buffers;

namespace CacheKit.Dashboard.Tests.Fakes;

/// <summary>A transform that inverts all bits, and puts one byte before them.</summary>
internal sealed class Inversion : IPayloadTransform
{
    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        output.Write<byte>([0]);
        Invert(payload, output);
    }

    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output) => Invert(transformed[1..], output);

    private static void Invert(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        foreach (byte one in bytes)
            output.Write<byte>([(byte)~one]);
    }
}
