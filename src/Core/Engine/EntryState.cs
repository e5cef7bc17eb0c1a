namespace CacheKit;

// What may be done with what was read.
internal enum EntryState
{
    // There is nothing to serve.
    Missing,

    Fresh,

    // Fresh, and time to compute it anew for those who come later.
    Due,

    // Expired, and kept for its grace.
    Stale,

    // Evicted softly: to be served at once, while it is computed anew.
    Evicted,
}
