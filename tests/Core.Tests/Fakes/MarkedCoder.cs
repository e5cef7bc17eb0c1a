using System.Buffers;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>JSON after a mark, as a binary coder writes it. Counts its calls.</summary>
internal sealed class MarkedCoder(string mark) : BinaryCoder(new PayloadMark(mark))
{
    private readonly JsonCoder _json = new();

    public int Encoded { get; private set; }

    protected override void EncodeValue<T>(T value, IBufferWriter<byte> output)
    {
        Encoded++;
        _json.Encode(value, output);
    }

    protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
        where T : default => _json.Decode<T>(payload);
}
