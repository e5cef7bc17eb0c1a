namespace CacheKit;

// Tells errors by which Memcached refuses one request from those by which it can't serve at all. What is not listed here is an outage: an
// ERROR means that the server does not speak this protocol, and a proxy says SERVER_ERROR where it does not reach a server.
internal static class MemcachedRefusals
{
    public const string TooLarge = "too large";
    public const string OutOfMemory = "OOM";

    private static readonly (string Begins, string Reason, bool IsTransient, string Advice)[] _errors =
    [
        ("SERVER_ERROR object too large for cache", TooLarge, false, "Let the servers take larger items (memcached -I), or cache less."),
        ("SERVER_ERROR out of memory", OutOfMemory, true, "Give it more memory (memcached -m), or let it evict (without -M)."),
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
