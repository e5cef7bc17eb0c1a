namespace CacheKit;

// How long an entry has left (null: for ever; less than zero: it is stale), and how old its response is (null: unknown), at a time.
internal readonly record struct Freshness(TimeSpan? TimeToLive, TimeSpan? Age, DateTimeOffset Now)
{
    private static readonly TimeSpan _year = TimeSpan.FromDays(365);

    // What clients are told of an entry that never expires is a year.
    public long MaxAgeSeconds => Math.Max(0, Seconds);

    public long Seconds => (long)(TimeToLive ?? _year).TotalSeconds;

    public static Freshness OfNew(TimeSpan? expiration, DateTimeOffset now) => new(expiration, TimeSpan.Zero, now);

    // Of an entry that knows its times itself, or of one that the store has for so long.
    public static Freshness Of(
        CachedResponse response, EntryLifetime? lifetime, TimeSpan? timeToLive, TimeSpan? expiration, DateTimeOffset now)
    {
        TimeSpan? left, age;
        if (lifetime is { } known)
        {
            left = known.TimeToLiveAt(now);
            age = now - DateTimeOffset.FromUnixTimeMilliseconds(known.Created);
        }
        else
        {
            // An entry that says it lives longer than entries here do was stored under another setting.
            left = expiration is { } asked && !(timeToLive < asked) ? asked : timeToLive;
            age = response.Created is { } created ? now - created : expiration - left;
        }

        return new Freshness(left, (age < TimeSpan.Zero ? TimeSpan.Zero : age) + response.OwnAge, now);
    }

    // Whether a client may use it that long without asking: as long as the entry lives, and as the response itself says.
    public bool IsFreshFor(TimeSpan asked, CachedResponse response)
    {
        if (TimeToLive < asked)
            return false;

        return response.HasOwnLifetime
            ? !(response.OwnLifetime - Age < asked)
            : !(TimeToLive - response.OwnAge < asked);
    }
}
