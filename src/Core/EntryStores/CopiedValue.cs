using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// A value of which each reader gets a copy, made without a coder.
internal sealed class CopiedValue<T>(Prototype prototype, ICoder coder, EntryMetadata metadata) : LocalValue(metadata)
{
    public override object Object => prototype.Value;

    public override Type ObjectType => prototype.Value.GetType();

    public override long Size => ValueSize.Of(prototype.Value) + MetadataSize;

    public override CachedValue With(EntryMetadata metadata) => new CopiedValue<T>(prototype, coder, metadata);

    // False where the value's own code for comparing its parts fails.
    public bool TryCopy([MaybeNullWhen(false)] out T copy)
    {
        try
        {
            copy = (T)prototype.Copy();
            return true;
        }
        catch (Exception)
        {
            copy = default;
            return false;
        }
    }

    public override ReadOnlyMemory<byte> ToPayload() => Payload.Stored((T)prototype.Value, coder, Metadata);
}
