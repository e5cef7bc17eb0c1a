namespace CacheKit;

// The L1 copies of a cache with two levels: their state, since when it lasts, and how long a copy that is not confirmed may be returned.
internal sealed record CopiesReport(CopiesState State, DateTimeOffset Since, TimeSpan Limit)
{
    public bool IsConfirmed => State == CopiesState.Confirmed;
}
