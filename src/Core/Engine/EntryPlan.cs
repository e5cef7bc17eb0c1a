namespace CacheKit;

// How a value is to be stored: with which metadata, for how long (null: for ever), behind a fence only in place of what was read, and, of a computed value,
// as which write.
internal readonly record struct EntryPlan(EntryMetadata Metadata, TimeSpan? Life, Fence? Fence = null, ComputedWrite? Write = null)
{
    // How long the entry is fresh, which may be less than it is kept; null: for ever.
    public TimeSpan? Freshness => Metadata.Lifetime is { } lifetime ? lifetime.Whole : Life;

    // Null: not at all.
    public static EntryPlan? For(EntrySettings settings, bool isNull, TagMark[] marks, EntryDraft? draft, DateTimeOffset now)
    {
        (StaleOptions stale, ExpirationRules rules, _) = settings.Policy;
        TimeSpan? expiration = draft?.Expiration is { } own ? own == TimeSpan.MaxValue ? null : own : settings.Expiration;
        if (isNull && rules.NullExpiration is { } nullExpiration && !(expiration < nullExpiration))
            expiration = nullExpiration;
        if (draft is { ShouldStore: false } || expiration <= TimeSpan.Zero || marks.Length > EntryEnvelope.MostTags)
            return null;

        if (rules.Jitter > 0)
            expiration *= 1 - (rules.Jitter * Random.Shared.NextDouble());
        if (!settings.Policy.HasLifetime && draft?.Validator is null)
            return new EntryPlan(EntryMetadata.Of(marks), expiration);

        TimeSpan? life = rules.SlidingExpiration is { } sliding && !(expiration < sliding) ? sliding : expiration;
        var lifetime = new EntryLifetime(
            Created: now.ToUnixTimeMilliseconds(),
            FreshUntil: After(now, life),
            RefreshFrom: After(now, expiration * stale.EagerRefreshThreshold),
            Sliding: (long)Math.Min(rules.SlidingExpiration?.TotalMilliseconds ?? 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()),
            Cap: After(now, expiration));
        return new EntryPlan(EntryMetadata.Of(marks, lifetime, draft?.Validator), life > TimeSpan.MaxValue - stale.Grace ? null : life + stale.Grace);
    }

    // The same for an entry that must know its times itself, in any case.
    public EntryPlan WithLifetime(DateTimeOffset now) => Metadata.Lifetime is not null
        ? this
        : this with { Metadata = Metadata.With(EntryLifetime.Plain(now.ToUnixTimeMilliseconds(), After(now, Life))) };

    private static long After(DateTimeOffset now, TimeSpan? time) =>
        time is { } span && span < DateTimeOffset.MaxValue - now ? (now + span).ToUnixTimeMilliseconds() : EntryLifetime.Never;
}
