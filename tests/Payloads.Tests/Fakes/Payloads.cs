using System.Buffers;
using System.Text;

namespace CacheKit.Payloads.Tests.Fakes;

internal static class Payloads
{
    public static readonly PayloadContext Context = new("app::key");

    public static byte[] Encode(this IPayloadTransform transform, ReadOnlySpan<byte> payload) => transform.Encode(payload, Context);

    public static byte[] Encode(this IPayloadTransform transform, ReadOnlySpan<byte> payload, PayloadContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        transform.Encode(payload, context, output);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Decode(this IPayloadTransform transform, byte[] payload) => transform.Decode(payload, Context);

    public static byte[] Decode(this IPayloadTransform transform, byte[] payload, PayloadContext context)
    {
        var output = new ArrayBufferWriter<byte>();
        transform.Decode(payload, context, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Text that can be compressed well.</summary>
    public static byte[] Text(int length)
    {
        var text = new StringBuilder();
        for (int i = 0; text.Length < length; i++)
            text.Append("{\"id\":").Append(i).Append(",\"name\":\"customer\"},");
        return Encoding.ASCII.GetBytes(text.ToString(0, length));
    }

    public static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        new Random(length).NextBytes(noise);
        return noise;
    }
}
