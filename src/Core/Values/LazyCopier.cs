using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// A value that is there already. What would still have to be computed can't be copied.
internal sealed class LazyCopier<T>() : TypeCopier(typeof(Lazy<T>))
{
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The value is given, so that no constructor is called.")]
    public override object? Begin(object source, CopyPass pass)
    {
        if (source is not Lazy<T> { IsValueCreated: true, Value: var value })
            return null;

        TypeCopier? copier = null;
        return new Lazy<T>(Slot<T>.Copy(value, pass, ref copier));
    }
}
