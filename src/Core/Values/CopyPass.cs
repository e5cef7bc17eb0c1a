using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// One pass over what is reached from a value.
internal abstract class CopyPass
{
    // A copier that was found before is given where there is one: it may be of another type.
    [return: NotNullIfNotNull(nameof(source))]
    public object? Copy(object? source, ref TypeCopier? copier)
    {
        if (source is null)
            return null;

        Type type = source.GetType();
        TypeCopier? known = copier;
        if (known is null || known.Type != type)
            copier = known = TypeCopiers.Of(type);
        return Copy(source, known);
    }

    // A struct in a box of its own, to be unboxed at once.
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

    // Gives the source back in place of a copy, which nobody gets.
    public abstract object Refuse(object source);
}
