using StackExchange.Redis;

namespace CacheKit;

/// <summary>Finds the primary: the only one, or in a cluster the one that has the hash slot of a key.</summary>
internal static class RedisPrimary
{
    /// <exception cref="RedisConnectionException">There is no connection to it.</exception>
    public static IServer Of(IConnectionMultiplexer connection, RedisKey key = default)
    {
        try
        {
            return connection.GetServer(key, flags: CommandFlags.DemandMaster);
        }
        catch (InvalidOperationException exception)
        {
            // What the library throws in place of its own exception.
            throw new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "There is no connection to a primary of Redis.", exception);
        }
    }
}
