namespace CacheKit;

/// <summary>Rules that make entries expire before their expiration. Immutable.</summary>
public sealed record ExpirationRules
{
    /// <summary>
    /// The time after which an entry expires if it is not read. A read starts this time again, up to the expiration of the entry.
    /// </summary>
    /// <value>Null by default: no sliding expiration. Otherwise longer than zero.</value>
    /// <remarks>To save writes, a read extends the entry only if at least a quarter of the time has passed.</remarks>
    public TimeSpan? SlidingExpiration { get; init; }

    /// <summary>
    /// The fraction of its expiration by which an entry may randomly expire earlier, so that entries stored together expire at different
    /// times.
    /// </summary>
    /// <value>0 by default: no jitter. From 0 to less than 1.</value>
    public double Jitter { get; init; }

    /// <summary>The expiration of a null value. Not for endpoints.</summary>
    /// <value>
    /// Null by default: the same as for other values. Otherwise zero or longer; zero: null values are not stored, and the values that they
    /// replace are removed.
    /// </value>
    public TimeSpan? NullExpiration { get; init; }

    /// <summary>
    /// Returns how long this process rethrows an exception of the factory to later callers instead of calling the factory again.
    /// </summary>
    /// <value>
    /// Null by default: exceptions are not cached. The function returns the time for an exception; null or zero: the exception is not
    /// cached.
    /// </value>
    public Func<Exception, TimeSpan?>? ExceptionExpiration { get; init; }
}
