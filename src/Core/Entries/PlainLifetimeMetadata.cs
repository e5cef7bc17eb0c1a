namespace CacheKit;

// The metadata of an entry with an expiration and a grace, and nothing else.
internal sealed class PlainLifetimeMetadata(TagMarks tags, EntryLifetime lifetime) : EntryMetadata(tags)
{
    private readonly long _created = lifetime.Created;
    private readonly long _freshUntil = lifetime.FreshUntil;

    public override EntryLifetime? Lifetime => EntryLifetime.Plain(_created, _freshUntil);
}
