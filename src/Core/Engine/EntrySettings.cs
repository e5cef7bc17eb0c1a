namespace CacheKit;

// How one entry is kept. An expiration of null is for ever, of zero or less: not at all. The tags are whole keys, those of their
// generations, each of them once.
internal sealed record EntrySettings(ICoder Coder, TimeSpan? Expiration, bool ByReference, EntryPolicy Policy, string[]? Tags = null)
{
    // Whether each reader is told how long the entry is still fresh, so that one of a varied expiration has to keep its times itself.
    public bool TellsFreshness { get; init; }

    public bool Keeps => Expiration is null || Expiration > TimeSpan.Zero;
}
