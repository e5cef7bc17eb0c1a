namespace CacheKit;

// How one entry is kept. An expiration of null is for ever, of zero or less: not at all.
internal readonly record struct EntrySettings(ICoder Coder, TimeSpan? Expiration, bool Share)
{
    public bool Keeps => Expiration is null || Expiration > TimeSpan.Zero;
}
