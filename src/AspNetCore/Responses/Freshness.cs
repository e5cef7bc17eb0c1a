namespace CacheKit;

// The time to live of an entry (null: it never expires; negative: it is stale) and the age of its response (null: unknown) at a point in
// time.
internal readonly record struct Freshness(TimeSpan? TimeToLive, TimeSpan? Age, DateTimeOffset Now)
{
    private static readonly TimeSpan _year = TimeSpan.FromDays(365);

    // An entry that never expires is sent with a max-age of one year.
    public long MaxAgeSeconds => Math.Max(0, Seconds);

    public long Seconds => (long)(TimeToLive ?? _year).TotalSeconds;

    public static Freshness OfNew(TimeSpan? expiration, DateTimeOffset now) => new(expiration, TimeSpan.Zero, now);

    // From the lifetime in the entry's metadata if there is one, else from its time to live in the store if that was read, else from the
    // lifetime in the response.
    public static Freshness Of(
        CachedResponse response, EntryLifetime? lifetime, TimeSpan? timeToLive, TimeSpan? expiration, DateTimeOffset now)
    {
        TimeSpan? left, age;
        if (lifetime is { } stored)
        {
            left = stored.TimeToLiveAt(now);
            age = now - DateTimeOffset.FromUnixTimeMilliseconds(stored.Created);
        }
        else
        {
            // A time to live above the configured expiration means that the entry was stored with another setting.
            TimeSpan? stays = timeToLive ?? response.TimeToLiveAt(now);
            left = expiration is { } asked && !(stays < asked) ? asked : stays;
            age = response.Created is { } created ? now - created : expiration - left;
        }

        return new Freshness(left, (age < TimeSpan.Zero ? TimeSpan.Zero : age) + response.OwnAge, now);
    }

    // Whether the response stays fresh for the given time, by the time to live of the entry and by the response's own headers.
    public bool IsFreshFor(TimeSpan asked, CachedResponse response)
    {
        if (TimeToLive < asked)
            return false;

        return response.HasOwnLifetime
            ? !(response.OwnLifetime - Age < asked)
            : !(TimeToLive - response.OwnAge < asked);
    }
}
