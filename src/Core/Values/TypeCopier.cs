namespace CacheKit;

// How the objects of one type are copied. Objects that are shared or refer to each other in a circle are begun first and completed later.
internal abstract class TypeCopier(Type type)
{
    public Type Type => type;

    // Whether it takes the completed parts of a collection to complete it, as their hashes or their order depend on them.
    public virtual bool IsRebuilt => false;

    // A copy that still refers to the parts of its source; the source itself where nobody can change it; null if it can't be copied.
    public abstract object? Begin(object source, CopyPass pass);

    // Begins the copies of the parts of what is rebuilt, so that they are completed before it is.
    public virtual void BeginParts(object source, CopyPass pass)
    {
    }

    // Puts copies of the parts in place of them.
    public virtual void Complete(object copy, object source, CopyPass pass)
    {
    }
}
