namespace CacheKit;

/// <summary>Taken before an L2 operation; decides at its end whether L1 may store the result, and for how long.</summary>
/// <param name="Version">The version of the key's group at the start.</param>
/// <param name="IsBounded">Whether a copy may live for at most the staleness bound.</param>
/// <param name="StartedAt">The time of the start.</param>
internal readonly record struct CopyTicket(long Version, bool IsBounded, long StartedAt);
