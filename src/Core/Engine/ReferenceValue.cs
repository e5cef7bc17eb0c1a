namespace CacheKit;

// A value that is handed out by reference: its type is immutable, or its entry asked to share it.
internal sealed class ReferenceValue<T>(T value, ICoder coder) : CachedValue
{
    public T Value => value;

    public override long Size => ValueSize.IsKnown ? ValueSize.Of(value) : base.Size;

    public override ReadOnlyMemory<byte> ToPayload() => Payload.Stored(value, coder);
}
