using System.Buffers;
using System.Security.Cryptography;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A transform that reports payloads of other versions as outdated, as encryption does with those of older keys.</summary>
internal sealed class VersionTransform(byte version) : IPayloadTransform
{
    private const int NonceLength = 8;

    private readonly PayloadMark _mark = new("ver");

    /// <summary>Whether writing fails.</summary>
    public bool Fails { get; set; }

    /// <summary>The version of a stored entry.</summary>
    public static byte Of(ReadOnlyMemory<byte> stored)
    {
        Assert.That(EntryEnvelope.TryUnwrap(stored, out ReadOnlyMemory<byte> payload, out _), Is.True);
        return payload.Span[PayloadMark.Length];
    }

    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        if (Fails)
            throw new CryptographicException("The key is gone.");
        _mark.Write(output);
        output.Write([version, .. RandomNumberGenerator.GetBytes(NonceLength)]);
        output.Write(payload);
    }

    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        ReadOnlySpan<byte> rest = _mark.Strip(transformed);
        output.Write(rest[(1 + NonceLength)..]);
        if (rest[0] != version)
            context.ReportOutdated();
    }
}
