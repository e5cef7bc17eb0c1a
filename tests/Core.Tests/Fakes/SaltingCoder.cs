using System.Buffers;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A coder whose payloads begin with something new each time, as those of encryption do.</summary>
internal sealed class SaltingCoder : ICoder
{
    private readonly JsonCoder _json = new();
    private int _salt;

    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        output.Write(BitConverter.GetBytes(Interlocked.Increment(ref _salt)));
        _json.Encode(value, output);
    }

    public T? Decode<T>(ReadOnlySpan<byte> payload) => _json.Decode<T>(payload[sizeof(int)..]);
}
