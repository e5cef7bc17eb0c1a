namespace CacheKit;

// How a request was answered, and by which level. A bypass is counted by its reason instead.
internal enum RequestResult
{
    L1Hit,
    L2Hit,
    L1Stale,
    L2Stale,
    Miss,
}
