namespace CacheKit;

/// <summary>What lets entries expire earlier than their expiration says. Immutable.</summary>
public sealed record ExpirationRules
{
    /// <summary>
    /// How long an entry lives without being read; each read gives it as long again, but never more than its expiration in all.
    /// Null, the default: it lives as long whether it is read or not.
    /// </summary>
    /// <remarks>What is read often is prolonged when a quarter of the time has passed, not at each read.</remarks>
    public TimeSpan? SlidingExpiration { get; init; }

    /// <summary>
    /// The share of its expiration by which an entry may expire earlier, each by another, so that those made together don't
    /// end together; from 0, the default, to less than 1.
    /// </summary>
    public double Jitter { get; init; }

    /// <summary>How long a null lives; zero: it is not stored. Null, the default: as long as any other value.</summary>
    public TimeSpan? NullExpiration { get; init; }

    /// <summary>
    /// How long an exception of the factory is thrown again, in this process, without another attempt; null or zero: it isn't.
    /// Null, the default: none is.
    /// </summary>
    public Func<Exception, TimeSpan?>? ExceptionExpiration { get; init; }
}
