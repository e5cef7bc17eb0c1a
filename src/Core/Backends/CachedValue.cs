namespace CacheKit;

/// <summary>A value that an <see cref="IValueBackend"/> holds as the object it is, coded only if somebody asks for its payload.</summary>
public abstract class CachedValue
{
    /// <summary>The value as its coder writes it. Coded anew at each call.</summary>
    public abstract ReadOnlyMemory<byte> ToPayload();

    /// <summary>How many bytes the value takes in memory, about; those of its payload where it isn't overridden.</summary>
    public virtual long Size => ToPayload().Length;
}
