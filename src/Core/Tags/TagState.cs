namespace CacheKit;

// What has become of a tag since an entry was stored with it. Of several tags the greatest counts.
internal enum TagState
{
    Current,

    // Evicted softly: the entry may be served while it is computed anew.
    SoftlyEvicted,

    // Evicted, or lost.
    Evicted,
}
