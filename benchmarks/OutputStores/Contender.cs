using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// A store of output caching. Both use one connection, so that neither has a better one.
internal sealed class Contender(string name, IOutputCacheBufferStore store, ServiceProvider services) : IAsyncDisposable
{
    public string Name => name;

    public IOutputCacheBufferStore Store => store;

    public static Contender CacheKit(IConnectionMultiplexer connection) =>
        Create("CacheKit", services => services.AddCacheKit("bench").UseRedis(connection).AsOutputCacheStore());

    public static Contender Microsoft(IConnectionMultiplexer connection) =>
        Create("Microsoft", services => services.AddStackExchangeRedisOutputCache(options => options.ConnectionMultiplexerFactory = () => Task.FromResult(connection)));

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static Contender Create(string name, Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        register(services);
        ServiceProvider built = services.BuildServiceProvider();
        return new Contender(name, (IOutputCacheBufferStore)built.GetRequiredService<IOutputCacheStore>(), built);
    }
}
