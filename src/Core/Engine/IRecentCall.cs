namespace CacheKit;

// A call of a function that can run again without its caller.
internal interface IRecentCall
{
    // Computes the value again, in the background, and stores it. True if it was computed, or takes long; false if the function failed,
    // which is logged, or can't run any more.
    ValueTask<bool> RefreshAsync(CacheEngine engine, string key);
}
