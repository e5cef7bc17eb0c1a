using System.Runtime.InteropServices;

namespace CacheKit;

internal sealed class ListCopier<T>() : TypeCopier(typeof(List<T>))
{
    public override object? Begin(object source, CopyPass pass) => new List<T>((List<T>)source);

    public override void Complete(object copy, object source, CopyPass pass)
    {
        if (!Slot<T>.IsImmutable)
            Slot<T>.CopyAll(CollectionsMarshal.AsSpan((List<T>)copy), pass);
    }
}
