using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// Copies a Lazy whose value exists. If the value does not exist yet, the Lazy is not copied, because its factory may refer to any object.
[UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The Lazy is created with a value, so it calls no constructor.")]
internal sealed class LazyCopier<T>() : TypeCopier(typeof(Lazy<T>))
{
    public override object? Begin(object source, CopyPass pass)
    {
        if (source is not Lazy<T> { IsValueCreated: true, Value: var value })
            return null;

        TypeCopier? copier = null;
        return new Lazy<T>(Slot<T>.Copy(value, pass, ref copier));
    }
}
