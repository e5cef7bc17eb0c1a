namespace CacheKit;

// A value of a store in this process, with its entry's terms. Its payload is what any other store would hold.
internal sealed class EnclosedValue(CachedValue value, EntryTerms terms) : CachedValue
{
    public static CachedValue Of(CachedValue value, EntryTerms terms) => terms.IsNone ? value : new EnclosedValue(value, terms);

    public CachedValue Value => value;

    public EntryTerms Terms => terms;

    public override long Size => value.Size + EntryEnvelope.LengthOf(terms);

    public override ReadOnlyMemory<byte> ToPayload()
    {
        EntryEnvelope.TryOpen(value.ToPayload(), out ReadOnlyMemory<byte> payload, out _);
        return EntryEnvelope.Enclose(payload.Span, terms);
    }
}
