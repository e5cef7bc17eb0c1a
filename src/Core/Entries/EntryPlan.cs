namespace CacheKit;

// How a value will be stored: metadata, time to live in the store (null: no expiration), an optional fence, and the tracked write of a
// computed value.
internal readonly record struct EntryPlan(EntryMetadata Metadata, TimeSpan? TimeToLive, Fence? Fence = null, ComputedWrite? Write = null)
{
    // Whether the old value stays if this one can't be stored.
    public bool KeepsOldValue { get; init; }

    // How long the entry is fresh, which may be shorter than its time to live in the store; null if it never expires.
    public TimeSpan? Freshness => Metadata.Lifetime is { } lifetime ? lifetime.Duration : TimeToLive;

    // Null if the value must not be stored.
    public static EntryPlan? For(EntrySettings settings, bool isNull, TagMark[] marks, EntryDraft? draft, TimeProvider time)
    {
        (StaleOptions stale, ExpirationRules rules, _) = settings.Policy;
        TimeSpan? expiration = draft is null ? settings.Expiration : draft.ExpirationOr(settings.Expiration);
        if (isNull && rules.NullExpiration is { } nullExpiration && !(expiration < nullExpiration))
            expiration = nullExpiration;
        if (draft is { ShouldStore: false } || expiration <= TimeSpan.Zero || marks.Length > EntryEnvelope.MaxTags)
            return null;

        if (rules.Jitter > 0)
            expiration *= 1 - (rules.Jitter * Random.Shared.NextDouble());
        bool varies = draft?.Expiration is not null || rules.Jitter > 0;
        if (!settings.Policy.HasLifetime && draft?.Validator is null && !(varies && settings.ReportsFreshness))
            return new EntryPlan(EntryMetadata.Of(marks), expiration) { KeepsOldValue = settings.KeepsOldValue };

        DateTimeOffset now = time.GetUtcNow();
        TimeSpan? life = rules.SlidingExpiration is { } sliding && !(expiration < sliding) ? sliding : expiration;
        var lifetime = new EntryLifetime(
            Created: now.ToUnixTimeMilliseconds(),
            FreshUntil: After(now, life),
            RefreshFrom: After(now, expiration * stale.EagerRefreshThreshold),
            Sliding: (long)Math.Min(rules.SlidingExpiration?.TotalMilliseconds ?? 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()),
            Cap: After(now, expiration));
        TimeSpan? timeToLive = life > TimeSpan.MaxValue - stale.Grace ? null : life + stale.Grace;
        return new EntryPlan(EntryMetadata.Of(marks, lifetime, draft?.Validator), timeToLive) { KeepsOldValue = settings.KeepsOldValue };
    }

    // Whether the source has no value any more, and that is not stored: then an old value must not be served again.
    public static bool IsAbsence(EntrySettings settings, bool isNull, EntryDraft? draft) =>
        isNull && settings.Policy.Rules.NullExpiration == TimeSpan.Zero && draft is not { ShouldStore: false };

    private static long After(DateTimeOffset now, TimeSpan? time) =>
        time is { } span && span < DateTimeOffset.MaxValue - now ? (now + span).ToUnixTimeMilliseconds() : EntryLifetime.Never;
}
