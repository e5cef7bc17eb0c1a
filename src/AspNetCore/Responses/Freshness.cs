namespace CacheKit;

// How long an entry has left (null: for ever), and how old it is (null: unknown), at a time.
internal readonly record struct Freshness(TimeSpan? TimeToLive, TimeSpan? Age, DateTimeOffset Now)
{
    private static readonly TimeSpan _year = TimeSpan.FromDays(365);

    // What clients are told of an entry that never expires is a year.
    public long MaxAgeSeconds => (long)(TimeToLive ?? _year).TotalSeconds;

    public static Freshness OfNew(TimeSpan? expiration, DateTimeOffset now) => new(expiration, TimeSpan.Zero, now);

    public static Freshness Of(CachedResponse response, TimeSpan? timeToLive, TimeSpan? expiration, DateTimeOffset now)
    {
        // An entry that says it lives longer than entries here do was stored under another setting.
        TimeSpan? left = expiration is { } asked && !(timeToLive < asked) ? asked : timeToLive;
        TimeSpan? age = response.Created is { } created ? now - created : expiration - left;
        return new Freshness(left, age < TimeSpan.Zero ? TimeSpan.Zero : age, now);
    }
}
