namespace CacheKit;

// Copies a value that GraphPass has found to contain no object twice. It needs no table of copied objects.
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
        throw new InvalidOperationException($"An object of type {source.GetType()} cannot be copied.");
}
