namespace CacheKit;

// Returns immutable objects themselves.
internal sealed class ReferenceCopier(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass) => source;
}
