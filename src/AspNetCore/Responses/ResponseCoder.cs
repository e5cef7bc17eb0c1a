using System.Buffers;

namespace CacheKit;

// Encodes a response with ResponseLayout, and passes the bytes to the coder of the endpoint.
internal sealed class ResponseCoder(ICoder bytes) : ILosslessCoder, IMemoryCoder
{
    // JsonCoder stores bytes as they are.
    private readonly bool _isVerbatim = bytes is JsonCoder;

    // The transforms of an endpoint's coder stay outermost, so that they get the key of the entry.
    public static ICoder For(ICoder bytes) => bytes.PartOf<byte[]>().WithCoder(coder => new ResponseCoder(coder));

    public bool IsLossless<T>() => true;

    public bool Keeps<T>() => true;

    public void Encode<T>(T value, IBufferWriter<byte> output) =>
        bytes.Encode(ResponseLayout.Write((CachedResponse)(object)value!), output);

    public T? Decode<T>(ReadOnlySpan<byte> payload) => Read<T>(ContentOf(payload));

    public T? Decode<T>(ReadOnlyMemory<byte> payload, bool isOwned) =>
        Read<T>(_isVerbatim && RawBytes.IsVerbatim(payload.Span) ? payload : ContentOf(payload.Span));

    private byte[] ContentOf(ReadOnlySpan<byte> payload) =>
        bytes.Decode<byte[]>(payload) ?? throw new InvalidDataException("The stored response is null.");

    private static T Read<T>(ReadOnlyMemory<byte> content) => (T)(object)ResponseLayout.Read(content);
}
