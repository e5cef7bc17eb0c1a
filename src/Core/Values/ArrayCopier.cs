using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CacheKit;

// Copies arrays of any rank.
internal sealed class ArrayCopier<T>(Type type) : TypeCopier(type)
{
    public override object? Begin(object source, CopyPass pass)
    {
        if (((Array)source).Length == 0)
            return source;
        return source is T[] list ? Slot<T>.Clone(list) : ((Array)source).Clone();
    }

    public override void Complete(object copy, object source, CopyPass pass)
    {
        if (Slot<T>.IsImmutable)
            return;

        var array = (Array)copy;
        ref T first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array));
        Slot<T>.CopyAll(MemoryMarshal.CreateSpan(ref first, array.Length), pass);
    }
}
