namespace CacheKit;

// Distinguishes errors that refuse one request from errors that mean the server is unavailable. Errors that are not listed here count as an
// outage: ERROR means that the server does not support the meta protocol, and a proxy sends SERVER_ERROR if it cannot reach a server.
internal static class MemcachedRefusals
{
    public const string TooLarge = "too large";
    public const string OutOfMemory = "OOM";

    private static readonly (string Begins, string Reason, bool IsTransient, string Advice)[] _errors =
    [
        ("SERVER_ERROR object too large for cache", TooLarge, false, "Raise the item size limit of the servers (memcached -I), or cache less."),
        ("SERVER_ERROR out of memory", OutOfMemory, true, "Give the server more memory (memcached -m), or allow evictions (start it without -M)."),
        ("CLIENT_ERROR", "CLIENT_ERROR", false, ""),
    ];

    public static Exception ExceptionOf(string error)
    {
        foreach ((string begins, string reason, bool isTransient, string advice) in _errors)
        {
            if (error.StartsWith(begins, StringComparison.Ordinal))
                return new StoreRefusedException(reason, isTransient, $"Memcached replied \"{error}\". {advice}".TrimEnd());
        }

        return new MemcachedException($"Memcached says: {error}");
    }
}
