using Microsoft.AspNetCore.Http;

namespace CacheKit;

// A stale or softly evicted response that the client accepts.
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

    // How the request is counted if it receives the response.
    public RequestResult Result => _read.Result;

    // How long the client waits for a new response; null: until the handler ends.
    public TimeSpan? WaitLimit { get; }

    // The reason for serving it immediately; null if the client waits first.
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

    // A softly evicted entry has no remaining freshness, whatever its expiration.
    private static Freshness FreshnessOf(EntryRead<CachedResponse> read, DateTimeOffset now)
    {
        var freshness = Freshness.Of(read.Value!, read.Metadata?.Lifetime, TimeSpan.Zero, null, now);
        return freshness with { TimeToLive = freshness.TimeToLive < TimeSpan.Zero ? freshness.TimeToLive : TimeSpan.Zero };
    }
}
