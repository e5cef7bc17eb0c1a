namespace CacheKit;

/// <summary>An operation on Memcached failed: its server is down, does not answer, refuses, or says what can't be read.</summary>
public sealed class MemcachedException : Exception
{
    internal MemcachedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
