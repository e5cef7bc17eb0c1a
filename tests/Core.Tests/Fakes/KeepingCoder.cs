using System.Buffers;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A binary coder of texts whose values keep their payload: each decodes it when it is asked for.</summary>
internal sealed class KeepingCoder() : BinaryCoder(new PayloadMark("keep"))
{
    protected override bool KeepsPayload => true;

    protected override void EncodeValue<T>(T value, IBufferWriter<byte> output) => output.Write(((KeptText)(object)value!).Utf8.Span);

    protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
        where T : default => DecodeValue<T>((ReadOnlyMemory<byte>)payload.ToArray());

    protected override T? DecodeValue<T>(ReadOnlyMemory<byte> payload)
        where T : default => (T)(object)new KeptText(payload);
}
