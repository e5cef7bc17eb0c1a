namespace CacheKit;

// Copies a value in which no object is met twice, and which was copied before.
internal sealed class TreePass : CopyPass
{
    public static readonly TreePass Instance = new();

    public override object Copy(object source, TypeCopier copier)
    {
        if (copier.Begin(source, this) is not { } copy)
            return Refuse(source);
        if (!ReferenceEquals(copy, source))
            copier.Complete(copy, source, this);
        return copy;
    }

    public override object Refuse(object source) =>
        throw new InvalidOperationException($"An object of type {source.GetType()} can't be copied.");
}
