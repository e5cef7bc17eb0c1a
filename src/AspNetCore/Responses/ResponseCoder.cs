using System.Buffers;

namespace CacheKit;

// Encodes a response with ResponseLayout, and passes the bytes through the coder of the endpoint, which may compress or encrypt them.
internal sealed class ResponseCoder(ICoder bytes) : ILosslessCoder
{
    public bool IsLossless<T>() => true;

    public void Encode<T>(T value, IBufferWriter<byte> output) =>
        bytes.Encode(ResponseLayout.Write((CachedResponse)(object)value!), output);

    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        byte[] content = bytes.Decode<byte[]>(payload) ?? throw new InvalidDataException("The stored response is null.");
        return (T)(object)ResponseLayout.Read(content);
    }
}
