using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit.Conformance;

// A sealed payload:
//
//   mark      7 bytes
//   nonce     8 bytes    random
//   hash      32 bytes   over the key, the nonce and the payload
//   data                 the payload, each byte XORed with one of the nonce

/// <summary>
/// A transform that behaves as an encryption, but is none: no two encodings of a payload are equal, and a payload that was changed, or
/// copied to another key, is refused.
/// </summary>
public sealed class Sealing : IPayloadTransform
{
    private const int NonceLength = 8;
    private const int HeadLength = NonceLength + SHA256.HashSizeInBytes;

    private static readonly PayloadMark _mark = new("seal");

    /// <summary>How many bytes a payload becomes longer.</summary>
    public const int Overhead = PayloadMark.Length + HeadLength;

    /// <inheritdoc/>
    public bool IsEncrypting => true;

    /// <summary>A payload that was sealed, and then damaged.</summary>
    public static byte[] Damaged()
    {
        var output = new ArrayBufferWriter<byte>();
        new Sealing().Encode("payload"u8, new PayloadContext("key"), output);
        byte[] damaged = output.WrittenSpan.ToArray();
        damaged[^1]++;
        return damaged;
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        _mark.Write(output);
        byte[] head = new byte[HeadLength];
        RandomNumberGenerator.Fill(head.AsSpan(0, NonceLength));
        HashOf(payload, head.AsSpan(0, NonceLength), context.Key).CopyTo(head, NonceLength);
        output.Write(head);
        output.Write(Xor(payload, head));
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> rest = _mark.Strip(transformed);
        byte[] payload = Xor(rest[HeadLength..], rest);
        if (!rest[NonceLength..HeadLength].SequenceEqual(HashOf(payload, rest[..NonceLength], context.Key)))
            throw new CryptographicException("The payload was changed.");
        output.Write(payload);
    }

    private static byte[] Xor(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> nonce)
    {
        byte[] result = bytes.ToArray();
        for (int i = 0; i < result.Length; i++)
            result[i] ^= nonce[i % NonceLength];
        return result;
    }

    private static byte[] HashOf(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> nonce, string key) =>
        SHA256.HashData([.. Encoding.Unicode.GetBytes(key), .. nonce, .. payload]);
}
