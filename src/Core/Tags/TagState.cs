namespace CacheKit;

// The state of a tag for an entry that was stored with it. For an entry with several tags, the greatest state applies.
internal enum TagState
{
    Current,

    // Softly evicted: the entry may be served while a new value is computed.
    SoftlyEvicted,

    // Evicted, or the store has lost the record of the tag.
    Evicted,
}
