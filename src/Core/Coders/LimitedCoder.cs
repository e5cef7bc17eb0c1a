using System.Buffers;

namespace CacheKit;

// A coder whose payloads are stored only up to a length, which RoundTripCheck enforces.
internal sealed class LimitedCoder(ICoder coder, int maxPayload) : ICoder
{
    // The coder, with its transforms.
    public ICoder Coder => coder;

    public int MaxPayload => maxPayload;

    public void Encode<T>(T value, IBufferWriter<byte> output) => coder.Encode(value, output);

    public T? Decode<T>(ReadOnlySpan<byte> payload) => coder.Decode<T>(payload);
}
