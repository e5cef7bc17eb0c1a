namespace CacheKit;

// The outcome of a handler run for waiting requests: a shareable response with the freshness of its entry; or ReadAgain if an entry was
// stored meanwhile, LeaderLost if the response was incomplete, HasFailed if the handler failed.
internal readonly record struct HandlerOutcome(
    CachedResponse? Response, TimeSpan? Freshness = null, bool IsStored = false, bool ReadAgain = false, bool LeaderLost = false, bool HasFailed = false)
{
    // The detail for Cache-Status if the handler prevented storing through its CacheContext.
    public string? WhyNotStored => Freshness <= TimeSpan.Zero ? "no-store" : null;
}
