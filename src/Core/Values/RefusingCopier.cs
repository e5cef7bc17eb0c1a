namespace CacheKit;

// Objects that are more than what they hold, or may be.
internal sealed class RefusingCopier(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass) => null;
}
