namespace CacheKit;

/// <summary>A value that an <see cref="IValueBackend"/> holds as an object. It is encoded only when its payload is requested.</summary>
public abstract class CachedValue
{
    /// <summary>Encodes the value with its coder, at each call.</summary>
    public abstract ReadOnlyMemory<byte> ToPayload();

    /// <summary>The approximate size of the value in memory, in bytes.</summary>
    /// <value>The length of the payload, unless overridden.</value>
    public virtual long Size => ToPayload().Length;

    /// <summary>
    /// Whether the value is not needed any more although it has not expired, for example because its tags were evicted. A backend may call
    /// this at any time, and drop the value if the result is true. False unless overridden.
    /// </summary>
    /// <param name="backend">The backend that holds the value.</param>
    public virtual bool IsObsoleteIn(IValueBackend backend) => false;

    /// <summary>
    /// Whether other values may become obsolete when this one is removed or replaced. A backend should then look for them
    /// (<see cref="IsObsoleteIn"/>) to free their memory. False unless overridden.
    /// </summary>
    public virtual bool MakesOthersObsolete => false;
}
