using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Stores values of other data types than strings, as <c>IDistributedCache</c> does.</summary>
internal static class ForeignKeys
{
    public static async ValueTask<bool> PutAsync(string servers, string key)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(RedisServer.Patient(servers));
        IDatabase database = connection.GetDatabase();
        await database.KeyDeleteAsync(key);
        await database.HashSetAsync(key, "data", "another's");
        return true;
    }
}
