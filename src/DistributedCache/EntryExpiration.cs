using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit;

// Converts the expirations of a call to the settings of its entry. The stale serving and the other rules of the cache do not apply: an
// entry that has expired is gone.
internal sealed class EntryExpiration(ICoder coder, RequestFigures figures, TimeProvider time)
{
    private static readonly EntryPolicy _policy = EntryPolicy.Default;

    // Another process may have changed the entry, so on two levels the shared store answers every read, and a copy in memory has no reader.
    private static readonly LevelUse _sharedStore = new(ReadsL1: false, WritesL1: false, ReadsL2: true, WritesL2: true);

    // A policy with a sliding expiration reads entries with the times that are stored in them.
    public EntrySettings SettingsOfReads { get; } = Create(coder, figures, null, TimeSpan.MaxValue);

    /// <exception cref="ArgumentOutOfRangeException">The absolute expiration has passed.</exception>
    public EntrySettings SettingsOf(DistributedCacheEntryOptions options)
    {
        TimeSpan? expiration = options.AbsoluteExpirationRelativeToNow;
        if (options.AbsoluteExpiration is { } end && !(expiration < end - time.GetUtcNow()))
        {
            expiration = end - time.GetUtcNow();
            if (expiration <= TimeSpan.Zero)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(options), end,
                    $"{nameof(options.AbsoluteExpiration)} has passed. Use a time in the future, or remove the entry.");
            }
        }

        return Create(coder, figures, expiration, options.SlidingExpiration);
    }

    private static EntrySettings Create(ICoder coder, RequestFigures figures, TimeSpan? expiration, TimeSpan? sliding)
    {
        EntryPolicy policy = sliding is null ? _policy : _policy with { Rules = new ExpirationRules { SlidingExpiration = sliding } };
        return new EntrySettings(coder, expiration, ByReference: false, policy)
        {
            Figures = figures,
            Levels = _sharedStore,
            SlidesAtEachRead = true,
            KeepsOldValue = true,
        };
    }
}
