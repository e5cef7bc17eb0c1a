namespace CacheKit;

// A value of a store in this process, with its entry's metadata. Its payload is what any other store would hold.
internal abstract class LocalValue(EntryMetadata metadata) : CachedValue
{
    public EntryMetadata Metadata => metadata;

    public static CachedValue Of(CachedValue value, EntryMetadata metadata)
    {
        if (MetadataOf(value) == metadata)
            return value;
        return value is LocalValue local ? local.With(metadata) : new EnclosedValue(value, metadata);
    }

    public static EntryMetadata MetadataOf(CachedValue? value) => value is LocalValue local ? local.Metadata : EntryMetadata.None;

    // The value, which must not be changed; null if it is coded.
    public virtual object? Object => null;

    // The type of the value; null if it is coded.
    public virtual Type? ObjectType => null;

    // The same value with other metadata.
    public abstract CachedValue With(EntryMetadata metadata);

    public sealed override bool IsObsoleteIn(IValueBackend backend) => metadata.Tags.StateIn(backend) == TagState.Evicted;

    protected long MetadataSize => metadata.IsNone ? 0 : EntryEnvelope.LengthOf(metadata);
}
