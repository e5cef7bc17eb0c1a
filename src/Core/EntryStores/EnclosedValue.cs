namespace CacheKit;

// A coded value with its entry's metadata.
internal sealed class EnclosedValue(CachedValue value, EntryMetadata metadata) : LocalValue(metadata)
{
    public CachedValue Value => value;

    public override long Size => value.Size + MetadataSize;

    public override CachedValue With(EntryMetadata metadata) => Of(value, metadata);

    public override ReadOnlyMemory<byte> ToPayload()
    {
        EntryEnvelope.TryUnwrap(value.ToPayload(), out ReadOnlyMemory<byte> payload, out _);
        return EntryEnvelope.WrapAlways(payload.Span, Metadata);
    }
}
