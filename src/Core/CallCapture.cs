namespace CacheKit;

// How CacheManager.For gets the call that a lambda makes: in such a lambda the call is woven to give its entry, not to run.
internal static class CallCapture
{
    [ThreadStatic]
    private static object? _given;

    public static void Give(object call) => _given = call;

    public static CachedCall<T> Take<T>(Action run)
    {
        _given = null;
        run();
        object? given = _given;
        _given = null;
        return given as CachedCall<T> ?? throw new InvalidOperationException(
            "CacheManager.For takes a lambda that is one call of a function marked [Cache], such as () => Users.FindAsync(7), " +
            "written where it is passed. If it is, this project is built without CacheKit's generator: reference CacheKit.Core as a package.");
    }
}
