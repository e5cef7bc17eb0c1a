namespace CacheKit;

// A value of a store in this process, with the marks of its entry's tags. Its payload is what any other store would hold.
internal sealed class TaggedValue(CachedValue value, TagMark[] marks) : CachedValue
{
    public CachedValue Value => value;

    public TagMark[] Marks => marks;

    public override ReadOnlyMemory<byte> ToPayload()
    {
        TagEnvelope.TryOpen(value.ToPayload(), out ReadOnlyMemory<byte> payload, out _);
        return TagEnvelope.Enclose(payload.Span, marks);
    }
}
