namespace CacheKit;

/// <summary>Rules by which entries expire earlier than their expiration says. Immutable.</summary>
public sealed record ExpirationRules
{
    /// <summary>The expiration of an entry that is not read; each read extends it again, up to the expiration of the entry.</summary>
    /// <value>Null by default: reads extend nothing. Otherwise longer than zero.</value>
    /// <remarks>An entry that is read often is extended after a quarter of the time, not at each read.</remarks>
    public TimeSpan? SlidingExpiration { get; init; }

    /// <summary>The share of its expiration by which an entry may expire earlier, at random, so that entries stored together don't expire together.</summary>
    /// <value>0 by default: none. From 0 to less than 1.</value>
    public double Jitter { get; init; }

    /// <summary>The expiration of a null. Not for endpoints.</summary>
    /// <value>Null by default: that of any other value. Otherwise zero or longer; zero: a null is not stored.</value>
    public TimeSpan? NullExpiration { get; init; }

    /// <summary>For how long this process throws an exception of the factory again without another attempt.</summary>
    /// <value>Null by default: not at all. The function returns the time for an exception; null or zero: not at all.</value>
    public Func<Exception, TimeSpan?>? ExceptionExpiration { get; init; }
}
