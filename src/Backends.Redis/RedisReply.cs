using StackExchange.Redis;

namespace CacheKit;

// Waits for replies of the client.
internal static class RedisReply
{
    // Only with this flag the client receives replies on threads of its own; otherwise the pool must have room for them.
    public static bool IsOnOwnThread => ConnectionMultiplexer.GetFeatureFlag("DedicatedThreads");

    public static Task<T> Of<T>(Task<T> reply) => IsOnOwnThread ? SynchronousReply.Await(reply) : reply;
}
