namespace CacheKit;

// The times of an entry, in milliseconds since 1970 UTC. The entry is stale from FreshUntil until the store drops it.
internal readonly record struct EntryLifetime(long Created, long FreshUntil, long RefreshFrom, long Sliding, long Cap)
{
    public const long Never = long.MaxValue;

    private static readonly long _lastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    // A lifetime that only expires.
    public static EntryLifetime Plain(long created, long freshUntil) => new(created, freshUntil, Never, 0, freshUntil);

    public bool IsPlain => RefreshFrom == Never && Sliding == 0 && Cap == FreshUntil;

    // False for values that no cache writes and that would overflow calculations.
    public bool IsValid =>
        IsTime(Created) && IsTime(Sliding) && IsTimeOrNever(FreshUntil) && IsTimeOrNever(RefreshFrom) && IsTimeOrNever(Cap);

    public bool IsFreshAt(long now) => now < FreshUntil;

    public bool IsDueAt(long now) => now >= RefreshFrom;

    // Whether a read extends the entry. Not every read does, because extending is a write.
    public bool ShouldSlideAt(long now) => Sliding > 0 && FreshUntil < Cap && now > FreshUntil - (Sliding * 3 / 4);

    // Whether extending would change the lifetime by more than a second, or a twentieth of the sliding time if that is shorter.
    public bool CanSlideAt(long now) => Sliding > 0 && FreshUntil < Cap && FreshUntil < now + Sliding - Math.Min(1000, Sliding / 20);

    public EntryLifetime SlideAt(long now) => this with { FreshUntil = Math.Min(Math.Min(now + Sliding, Cap), _lastTime) };

    // The time to live in the store, including the grace; null if the entry never expires.
    public TimeSpan? StoreTimeToLiveAt(long now, TimeSpan grace)
    {
        if (FreshUntil == Never)
            return null;

        var fresh = TimeSpan.FromMilliseconds(FreshUntil - now);
        return fresh > TimeSpan.MaxValue - grace ? null : fresh + grace;
    }

    // The remaining freshness, negative when stale; null if the entry never expires.
    public TimeSpan? TimeToLiveAt(DateTimeOffset now) =>
        FreshUntil == Never ? null : TimeSpan.FromMilliseconds(FreshUntil - now.ToUnixTimeMilliseconds());

    // The freshness of the entry when it was created; null if it never expires.
    public TimeSpan? Duration => FreshUntil == Never ? null : TimeSpan.FromMilliseconds(FreshUntil - Created);

    // Until this time a read needs no check of its state; zero for sliding expiration, which every read may extend.
    public long UncheckedUntil => Sliding > 0 ? 0 : Math.Min(FreshUntil, RefreshFrom);

    private static bool IsTimeOrNever(long milliseconds) => milliseconds == Never || IsTime(milliseconds);

    private static bool IsTime(long milliseconds) => milliseconds >= 0 && milliseconds <= _lastTime;
}
