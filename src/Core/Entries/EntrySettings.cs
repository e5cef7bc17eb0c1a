namespace CacheKit;

// How one entry is stored. A null expiration means it never expires; zero or less means it is not stored. Tags are the distinct full keys
// of the tag records.
internal sealed record EntrySettings(ICoder Coder, TimeSpan? Expiration, bool ByReference, EntryPolicy Policy, string[]? Tags = null)
{
    // Whether readers receive the remaining freshness, so that an entry with a varied expiration must store its own times.
    public bool ReportsFreshness { get; init; }

    // What the requests are counted for.
    public RequestFigures Figures { get; init; } = RequestFigures.None;

    // Null: all levels, and L1 copies that live as long as their entry.
    public LevelUse? Levels { get; init; }

    // Whether each read starts the sliding expiration of an entry again, and not only some of the reads.
    public bool SlidesAtEachRead { get; init; }

    // Whether the old value stays when a new one can't be stored, because the caller is told of it.
    public bool KeepsOldValue { get; init; }

    public bool ShouldSlide(EntryLifetime lifetime, long now) =>
        SlidesAtEachRead ? lifetime.CanSlideAt(now) : lifetime.ShouldSlideAt(now);

    // How long the store keeps the entry, with its grace; null if it never expires.
    public TimeSpan? KeptFor => Expiration < TimeSpan.MaxValue - Policy.Stale.Grace ? Expiration + Policy.Stale.Grace : null;

    public bool ShouldStore => Expiration is null || Expiration > TimeSpan.Zero;
}
