namespace CacheKit;

// Copies the objects of one type in two steps, because objects may refer to each other in a cycle: Begin creates a copy, Complete copies
// its parts.
internal abstract class TypeCopier(Type type)
{
    public Type Type => type;

    // How many objects the first copy of a value of this type contained last, so that the next one finds room.
    public int ExpectedObjects { get; set; }

    // Whether the elements of a collection must be completed before it, because their hashes or their order depend on their content.
    public virtual bool IsRebuilt => false;

    // Returns a copy that still refers to the parts of the source, the source itself if it is immutable, or null if it cannot be copied.
    public abstract object? Begin(object source, CopyPass pass);

    // Begins the copies of the elements if IsRebuilt is true.
    public virtual void BeginElements(object source, CopyPass pass)
    {
    }

    // Replaces the parts by copies.
    public virtual void Complete(object copy, object source, CopyPass pass)
    {
    }
}
