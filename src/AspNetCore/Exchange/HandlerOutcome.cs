namespace CacheKit;

// What a run of the handler has for those who wait: a response they may use, with its entry's life and whether it is stored. Or else
// whether an entry has come after all, so that they look again; whether the response was cut short, so that they see to it themselves; or
// whether the handler has failed.
internal readonly record struct HandlerOutcome(
    CachedResponse? Response, TimeSpan? Freshness = null, bool IsStored = false, bool ReadAgain = false, bool LeaderLost = false, bool HasFailed = false)
{
    // The word of Cache-Status, where the handler has said so through its context.
    public string? WhyNotStored => Freshness <= TimeSpan.Zero ? "no-store" : null;
}
