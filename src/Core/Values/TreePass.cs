namespace CacheKit;

// Copies a value in which another pass has found no object twice. It needs no table of copied objects.
internal sealed class TreePass : CopyPass
{
    // The pass is recursive, and needs some hundred bytes of the stack for each level.
    public const int MaxDepth = 64;

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
