namespace CacheKit;

// A value of a store in this process, with its entry's metadata. Its payload is what any other store would hold.
internal sealed class EnclosedValue(CachedValue value, EntryMetadata metadata) : CachedValue
{
    public static CachedValue Of(CachedValue value, EntryMetadata metadata) => metadata.IsNone ? value : new EnclosedValue(value, metadata);

    public CachedValue Value => value;

    public EntryMetadata Metadata => metadata;

    public override long Size => value.Size + EntryEnvelope.LengthOf(metadata);

    public override ReadOnlyMemory<byte> ToPayload()
    {
        EntryEnvelope.TryUnwrap(value.ToPayload(), out ReadOnlyMemory<byte> payload, out _);
        return EntryEnvelope.WrapAlways(payload.Span, metadata);
    }
}
