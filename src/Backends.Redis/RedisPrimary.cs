using StackExchange.Redis;

namespace CacheKit;

/// <summary>Finds the primary: the only one, or in a cluster the one that owns the hash slot of a key.</summary>
internal static class RedisPrimary
{
    /// <exception cref="RedisConnectionException">No primary is connected.</exception>
    public static IServer Of(IConnectionMultiplexer connection, RedisKey key = default)
    {
        try
        {
            return connection.GetServer(key, flags: CommandFlags.DemandMaster);
        }
        catch (InvalidOperationException exception)
        {
            // The library throws this instead of a RedisConnectionException.
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "There is no connection to a Redis primary.", exception);
        }
    }
}
