using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit;

// The expiration of an entry, and the time to live of its copy in memory. TimeSpan.MaxValue: it never expires.
internal readonly record struct EntryExpirations(TimeSpan Whole, TimeSpan Local)
{
    // As in Microsoft's implementation: an expiration of the call without a local one is also the local one.
    public EntryExpirations With(HybridCacheEntryOptions? options)
    {
        Validate(options);
        return new(options?.Expiration ?? Whole, LocalOf(options) ?? Local);
    }

    // Throws an ArgumentOutOfRangeException for an expiration that is zero or less.
    public static void Validate(HybridCacheEntryOptions? options)
    {
        Require(options?.Expiration, nameof(HybridCacheEntryOptions.Expiration));
        Require(options?.LocalCacheExpiration, nameof(HybridCacheEntryOptions.LocalCacheExpiration));
    }

    private static TimeSpan? LocalOf(HybridCacheEntryOptions? options) =>
        options?.LocalCacheExpiration is { } local && !(options.Expiration < local) ? local : options?.Expiration;

    private static void Require(TimeSpan? expiration, string name)
    {
        if (expiration <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(name, expiration,
                $"{name} must be longer than zero. To store nothing, use {nameof(HybridCacheEntryFlags)}.");
        }
    }
}
