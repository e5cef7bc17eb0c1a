using System.Buffers;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A <see cref="JsonCoder"/> that counts its calls, and fails them if it is told to.</summary>
internal sealed class CountingCoder : ILosslessCoder
{
    private readonly JsonCoder _json = new();
    private int _encoded;
    private int _decoded;

    public int Encoded => _encoded;

    public int Decoded => _decoded;

    /// <summary>Whether the cache is to check what it encodes.</summary>
    public bool IsChecked { get; set; }

    public bool FailsToEncode { get; set; }

    public bool FailsToDecode { get; set; }

    public bool IsLossless<T>() => !IsChecked;

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        Interlocked.Increment(ref _encoded);
        if (FailsToEncode)
            throw new NotSupportedException("This value can't be coded.");
        _json.Encode(value, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        Interlocked.Increment(ref _decoded);
        return FailsToDecode ? throw new NotSupportedException("This payload can't be decoded.") : _json.Decode<T>(payload);
    }
}
