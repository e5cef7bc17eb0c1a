namespace CacheKit;

// Does not copy: objects of this type may be more than their fields, for example a resource.
internal sealed class RefusingCopier(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass) => null;
}
