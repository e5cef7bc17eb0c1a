using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>As an encryption: each encoding differs, and payloads of other keys are refused. It fails at payloads with "fail" in them.</summary>
internal sealed class NonceTransform(bool isEncrypting = true) : IPayloadTransform
{
    private const int NonceLength = 8;

    private static readonly PayloadMark _mark = new("nonc");

    public bool IsEncrypting => isEncrypting;

    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        if (payload.IndexOf("fail"u8) >= 0)
            throw new InvalidOperationException("This payload fails.");

        _mark.Write(output);
        output.Write(RandomNumberGenerator.GetBytes(NonceLength));
        output.Write(Encoding.UTF8.GetBytes(context.Key + "\n"));
        output.Write(payload);
    }

    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> bound = _mark.Strip(transformed)[NonceLength..];
        byte[] head = Encoding.UTF8.GetBytes(context.Key + "\n");
        if (!bound.StartsWith(head))
            throw new InvalidDataException("The payload is of another key.");
        output.Write(bound[head.Length..]);
    }
}
