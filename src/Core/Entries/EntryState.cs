namespace CacheKit;

internal enum EntryState : byte
{
    // No usable value.
    Missing,

    Fresh,

    // Fresh, but old enough for a background refresh.
    RefreshDue,

    // Expired, within its grace.
    Stale,

    // Softly evicted: may be served while a new value is computed.
    Evicted,
}
