namespace CacheKit;

// A tag of an entry, and its state for this entry. A tag of 256 characters or more is known by its hash only.
internal sealed record InspectedTag(string Name, TagState State);
