using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// Copies a value and all objects that it refers to.
internal abstract class CopyPass
{
    // The copier of the previous element, which is usually of the same type, saves a lookup.
    [return: NotNullIfNotNull(nameof(source))]
    public object? Copy(object? source, ref TypeCopier? copier)
    {
        if (source is null)
            return null;

        Type type = source.GetType();
        TypeCopier? matching = copier;
        if (matching is null || matching.Type != type)
            copier = matching = TypeCopiers.Of(type);
        return Copy(source, matching);
    }

    // Copies a boxed struct.
    public object CopyBoxed(object source)
    {
        TypeCopier copier = TypeCopiers.Of(source.GetType());
        if (copier.Begin(source, this) is not { } copy)
            return Refuse(source);
        if (!ReferenceEquals(copy, source))
            copier.Complete(copy, source, this);
        return copy;
    }

    public abstract object Copy(object source, TypeCopier copier);

    // Called for an object that cannot be copied. Returns the source, as the result of the copy is discarded.
    public abstract object Refuse(object source);
}
