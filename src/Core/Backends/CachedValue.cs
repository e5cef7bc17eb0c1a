namespace CacheKit;

/// <summary>A value that an <see cref="IValueBackend"/> holds as the object it is, coded only if somebody asks for its payload.</summary>
public abstract class CachedValue
{
    /// <summary>The value as its coder writes it. Coded anew at each call.</summary>
    public abstract ReadOnlyMemory<byte> ToPayload();

    /// <summary>How many bytes the value takes in memory, about; those of its payload where it isn't overridden.</summary>
    public virtual long Size => ToPayload().Length;

    /// <summary>
    /// Whether no read of a backend finds the value any more, although it has not expired: its tags were evicted. A backend may ask at any time,
    /// and drop the value if so. False where it isn't overridden.
    /// </summary>
    /// <param name="backend">The backend that holds the value.</param>
    public virtual bool IsOutdatedIn(IValueBackend backend) => false;

    /// <summary>
    /// Whether other values may be outdated once this one is removed or replaced, so that a backend had better look for them then. False where it
    /// isn't overridden.
    /// </summary>
    public virtual bool OutdatesOthers => false;
}
