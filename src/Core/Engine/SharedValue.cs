namespace CacheKit;

// A value that is handed out by reference: its type is immutable, or its entry asked to share it.
internal sealed class SharedValue<T>(T value, ICoder coder) : CachedValue
{
    public T Value => value;

    public override ReadOnlyMemory<byte> ToPayload()
    {
        try
        {
            return EntryEnvelope.Of(Payload.Of(value, coder), EntryTerms.None);
        }
        catch (Exception exception)
        {
            throw new CodingException(typeof(T), exception);
        }
    }
}
