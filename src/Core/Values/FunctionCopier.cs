namespace CacheKit;

// Objects of a type that says itself how they are copied, whole and at once.
internal sealed class KnownCopier(Type type, Func<object, object> copy) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass) => copy(source);
}
