using Microsoft.AspNetCore.Http;

namespace CacheKit;

// A stored response that has expired, or was evicted softly, and that a client takes all the same.
internal sealed class StaleOffer
{
    public const string WhileRevalidating = "stale-while-revalidate";
    public const string IfError = "stale-if-error";

    private readonly EntryRead<CachedResponse> _read;

    private StaleOffer(EntryRead<CachedResponse> read, StaleLimits left, bool isAskedFor)
    {
        _read = read;
        WaitLimit = left.WhileRevalidating > TimeSpan.Zero ? left.WaitLimit : null;
        ImmediateReason = read.State == EntryState.Evicted || WaitLimit <= TimeSpan.Zero ? WhileRevalidating : isAskedFor ? "max-stale" : null;
    }

    public CachedResponse Response => _read.Value!;

    // How long the client waits for a new one; null: until there is one, or the handler has failed.
    public TimeSpan? WaitLimit { get; }

    // Why it is sent without a wait; null: it isn't.
    public string? ImmediateReason { get; }

    // Null if the response must not be sent to this client.
    public static StaleOffer? Of(
        EntryRead<CachedResponse> read, EndpointPolicy policy, RequestDirectives directives, IHeaderDictionary request, out Forward whyNot)
    {
        whyNot = Forward.VaryMiss;
        if (!StoredHeaders.VaryMatches(read.Value!, request, policy.Credentials))
            return null;

        whyNot = Forward.Stale;
        Freshness freshness = FreshnessOf(read, policy.Cache.TimeProvider.GetUtcNow());
        StaleLimits left = policy.Stale.For(read.Value!).RemainingAt(freshness.TimeToLive);
        return left.Longest > TimeSpan.Zero && directives.AcceptStale(freshness) ? new StaleOffer(read, left, directives.MaxStale is not null) : null;
    }

    public Freshness FreshnessAt(DateTimeOffset now) => FreshnessOf(_read, now);

    // What was evicted softly has no life left, however long it had.
    private static Freshness FreshnessOf(EntryRead<CachedResponse> read, DateTimeOffset now)
    {
        var freshness = Freshness.Of(read.Value!, read.Metadata?.Lifetime, TimeSpan.Zero, null, now);
        return freshness with { TimeToLive = freshness.TimeToLive < TimeSpan.Zero ? freshness.TimeToLive : TimeSpan.Zero };
    }
}
