namespace CacheKit;

// The figures of one function, route or namespace (Kind). HitRatio is from 0 to 1; null before the first request.
internal sealed record SubjectModel(
    string Kind,
    string Name,
    string Namespace,
    long Hits,
    long Misses,
    long Stale,
    long Bypasses,
    double? HitRatio,
    ComputationsModel Computations,
    IReadOnlyList<ReasonModel> BypassReasons,
    IReadOnlyList<ReasonModel> UnstoredReasons);
