namespace CacheKit;

// A value that is handed out by reference: its type is immutable, or its entry asked to share it.
internal sealed class ReferenceValue<T>(T value, ICoder coder, EntryMetadata metadata) : LocalValue(metadata)
{
    public T Value => value;

    public override object? Object => value;

    public override Type ObjectType => value?.GetType() ?? typeof(T);

    public override long Size => (ValueSize.IsSupported ? ValueSize.Of(value) : Payload.Stored(value, coder, EntryMetadata.None).Length) + MetadataSize;

    public override CachedValue With(EntryMetadata metadata) => new ReferenceValue<T>(value, coder, metadata);

    public override ReadOnlyMemory<byte> ToPayload() => Payload.Stored(value, coder, Metadata);
}
