using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A transform that writes a mark and the key into each payload, and refuses payloads of other keys, as encryption does.</summary>
internal sealed class KeyTransform(string mark = "key") : IPayloadTransform
{
    private readonly PayloadMark _mark = new(mark);

    /// <summary>The keys that it was given.</summary>
    public ConcurrentQueue<string> Keys { get; } = [];

    public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
    {
        Keys.Enqueue(context.Key);
        _mark.Write(output);
        output.Write(Encoding.UTF8.GetBytes(context.Key + "\n"));
        output.Write(payload);
    }

    public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
    {
        Keys.Enqueue(context.Key);
        ReadOnlySpan<byte> bound = _mark.Strip(transformed);
        int end = bound.IndexOf((byte)'\n');
        if (Encoding.UTF8.GetString(bound[..end]) != context.Key)
            throw new InvalidDataException("The payload is of another key.");
        output.Write(bound[(end + 1)..]);
    }
}
