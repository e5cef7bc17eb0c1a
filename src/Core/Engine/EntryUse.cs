namespace CacheKit;

// How a caller is answered whose entry is not simply fresh.
internal enum EntryUse
{
    // There is nothing to serve: the caller waits for a new value.
    Replace,

    // The caller waits for a new value, and is served the old one if that takes too long or fails.
    ReplaceOrServe,

    // The caller is served the old value, and a new one is computed in the background.
    ServeAndRefresh,

    // The caller is served the old value. The factory has just failed, and is not tried again yet.
    Serve,
}
