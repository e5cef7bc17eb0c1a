using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Finds the application's connection. The error message says how to register one.</summary>
internal static class RedisService
{
    public static IConnectionMultiplexer Find(IServiceProvider services, object? key) =>
        (key is null ? services.GetService<IConnectionMultiplexer>() : services.GetKeyedService<IConnectionMultiplexer>(key))
        ?? throw new InvalidOperationException(
            $"The services of this application have no {nameof(IConnectionMultiplexer)}{(key is null ? "" : $" with the key '{key}'")} for " +
            "the cache. Register one, for example by Aspire's AddRedisClient, or give the cache a connection string: " +
            "UseRedis(\"localhost:6379\"), or ConnectionString or ConnectionName in its configuration.");
}
