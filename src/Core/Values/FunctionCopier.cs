namespace CacheKit;

// Copies an object by a function, in one step.
internal sealed class FunctionCopier(Type type, Func<object, object> copy) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass) => copy(source);
}
