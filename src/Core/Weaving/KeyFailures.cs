namespace CacheKit.Weaving;

// Logs that calls of a function are not cached, because user code that builds a key text, a key or a tag has thrown an exception.
internal sealed class KeyFailures(Cache cache, string function)
{
    private bool _hasReported;

    public void Report(Exception exception)
    {
        if (!Interlocked.Exchange(ref _hasReported, true))
            cache.Logger.NoKey(exception, function);
    }
}
