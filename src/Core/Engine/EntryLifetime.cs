namespace CacheKit;

// The times of an entry, in milliseconds since 1970 UTC. It is stale from when it is no longer fresh to when the store drops it.
internal readonly record struct EntryLifetime(long Created, long FreshUntil, long RefreshFrom, long Sliding, long Cap)
{
    public const long Never = long.MaxValue;

    private static readonly long _lastTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    // It only expires.
    public static EntryLifetime Plain(long created, long freshUntil) => new(created, freshUntil, Never, 0, freshUntil);

    public bool IsPlain => RefreshFrom == Never && Sliding == 0 && Cap == FreshUntil;

    // False for what no cache has written: a time or a span that calculations with it would leave.
    public bool IsPossible =>
        IsTime(Created) && IsTime(Sliding) && IsTimeOrNever(FreshUntil) && IsTimeOrNever(RefreshFrom) && IsTimeOrNever(Cap);

    public bool IsFreshAt(long now) => now < FreshUntil;

    public bool IsDueAt(long now) => now >= RefreshFrom;

    // Whether a read prolongs it: not each one, as that is a write.
    public bool SlidesAt(long now) => Sliding > 0 && FreshUntil < Cap && now > FreshUntil - (Sliding * 3 / 4);

    public EntryLifetime SlidTo(long now) => this with { FreshUntil = Math.Min(Math.Min(now + Sliding, Cap), _lastTime) };

    // How long the store keeps it from now on, with its grace; null: for ever.
    public TimeSpan? KeptAt(long now, TimeSpan grace)
    {
        if (FreshUntil == Never)
            return null;

        var fresh = TimeSpan.FromMilliseconds(FreshUntil - now);
        return fresh > TimeSpan.MaxValue - grace ? null : fresh + grace;
    }

    // How long it is still fresh, less than zero where it is stale; null: for ever.
    public TimeSpan? LeftAt(DateTimeOffset now) => FreshUntil == Never ? null : TimeSpan.FromMilliseconds(FreshUntil - now.ToUnixTimeMilliseconds());

    // How long it is fresh in all, as far as is known when it is made; null: for ever.
    public TimeSpan? Whole => FreshUntil == Never ? null : TimeSpan.FromMilliseconds(FreshUntil - Created);

    // Until when it can be handed out without another look at it.
    public long PlainUntil => Sliding > 0 ? 0 : Math.Min(FreshUntil, RefreshFrom);

    private static bool IsTimeOrNever(long milliseconds) => milliseconds == Never || IsTime(milliseconds);

    private static bool IsTime(long milliseconds) => milliseconds >= 0 && milliseconds <= _lastTime;
}
