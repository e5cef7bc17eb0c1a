namespace CacheKit;

// Objects that nobody can change.
internal sealed class ReferenceCopier(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass) => source;
}
