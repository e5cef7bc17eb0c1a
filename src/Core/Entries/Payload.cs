namespace CacheKit;

internal static class Payload
{
    // The stored form of a value.
    public static ReadOnlyMemory<byte> Stored<T>(T value, ICoder coder, EntryMetadata metadata)
    {
        try
        {
            return EntryEnvelope.Wrap(Of(value, coder), metadata);
        }
        catch (Exception exception)
        {
            throw new CodingException(typeof(T), exception);
        }
    }

    public static byte[] Of<T>(T value, ICoder coder)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        coder.Encode(value, buffer);
        return buffer.Written.ToArray();
    }
}
