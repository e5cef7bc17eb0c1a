namespace CacheKit;

// A part of an array, without the rest of it.
internal sealed class MemoryCopier<T>(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass)
    {
        T[] items = source is Memory<T> writable ? writable.ToArray() : ((ReadOnlyMemory<T>)source).ToArray();
        Slot<T>.CopyAll(items, pass);
        return source is Memory<T> ? new Memory<T>(items) : new ReadOnlyMemory<T>(items);
    }
}
