namespace CacheKit;

// Passes the call in the lambda of CacheManager.For to For: in such a lambda the generated code captures the call instead of running it.
internal static class CallCapture
{
    [ThreadStatic]
    private static object? _captured;

    public static void Set(object call) => _captured = call;

    public static CachedCall<T> Run<T>(Action lambda)
    {
        _captured = null;
        lambda();
        object? captured = _captured;
        _captured = null;
        return captured as CachedCall<T> ?? throw new InvalidOperationException(
            "CacheManager.For needs an inline lambda with one call of a function with [Cache], such as () => Users.FindAsync(7). " +
            "If it has one, the project was built without CacheKit's source generator: reference CacheKit.Core as a package.");
    }
}
