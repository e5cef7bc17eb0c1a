namespace CacheKit;

/// <summary>What tells at the end of a read or a write of the remote level whether the local one may hold its outcome, and for how long.</summary>
/// <param name="Version">The version of the key's group when it began.</param>
/// <param name="IsBounded">Whether a copy must not live longer than the bound.</param>
/// <param name="StartedAt">When it began.</param>
internal readonly record struct LevelTicket(long Version, bool IsBounded, long StartedAt);
