namespace CacheKit;

/// <summary>
/// The exception that is thrown if an operation on Memcached fails: the server is down, does not answer in time, refuses the request, or
/// sends an invalid reply.
/// </summary>
public sealed class MemcachedException : Exception
{
    internal MemcachedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
