using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// A store of output caching. Both use one connection, so that neither has a better one.
internal sealed class Contender(string name, IOutputCacheBufferStore store, IConnectionMultiplexer connection, ServiceProvider services) : IAsyncDisposable
{
    public string Name => name;

    public IOutputCacheBufferStore Store => store;

    public static Contender CacheKit(IConnectionMultiplexer connection) =>
        Create("CacheKit", connection, services => services.AddCacheKit("bench").UseRedis(connection).AsOutputCacheStore());

    public static Contender Microsoft(IConnectionMultiplexer connection) =>
        Create("Microsoft", connection, services => services.AddStackExchangeRedisOutputCache(options =>
            options.ConnectionMultiplexerFactory = () => Task.FromResult(connection)));

    // The commands that the server has executed so far, without those that ask for them. All earlier ones have arrived, also those whose reply nobody
    // waits for.
    public async Task<long> CommandsAsync()
    {
        string statistics = (string?)await connection.GetDatabase().ExecuteAsync("INFO", "commandstats") ?? "";
        return statistics.Split('\n')
            .Where(line => line.StartsWith("cmdstat_", StringComparison.Ordinal) && !line.StartsWith("cmdstat_info:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split("calls=")[1].Split(',')[0], CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static Contender Create(string name, IConnectionMultiplexer connection, Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        register(services);
        ServiceProvider built = services.BuildServiceProvider();
        return new Contender(name, (IOutputCacheBufferStore)built.GetRequiredService<IOutputCacheStore>(), connection, built);
    }
}
