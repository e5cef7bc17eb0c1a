using System.Runtime.CompilerServices;

namespace CacheKit;

// Copies only the part of the array that the memory refers to.
// A struct may contain memory of itself, to any depth, and no pass counts the depth of structs.
internal sealed class MemoryCopier<T>(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return null;

        bool isWritable = source is Memory<T>;
        T[] items = isWritable ? ((Memory<T>)source).ToArray() : ((ReadOnlyMemory<T>)source).ToArray();
        Slot<T>.CopyAll(items, pass);
        return isWritable ? (object)new Memory<T>(items) : new ReadOnlyMemory<T>(items);
    }
}
