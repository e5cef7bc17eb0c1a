using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Benchmarks;

// The contenders on one store. The first one is the bare client, which the others are compared with.
internal sealed class Arena(string store, IReadOnlyList<Contender> contenders, params IAsyncDisposable[] owned) : IAsyncDisposable
{
    public static readonly TimeSpan Expiration = TimeSpan.FromHours(1);

    public string Store => store;

    public IReadOnlyList<Contender> Contenders => contenders;

    // In KB, within the store's limit.
    public int LargeValue { get; init; } = 1024;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in owned.Reverse())
            await one.DisposeAsync();
    }

    public static Contender CacheKit(Action<CacheKitBuilder> useBackend)
    {
        var services = new ServiceCollection();
        useBackend(services.AddCacheKit("cachekit", options => options.Expiration = Expiration));
        ICache cache = services.BuildServiceProvider().GetRequiredService<ICache>();
        return new("CacheKit", (key, value) => cache.SetAsync(key, value), async key => (await cache.TryGetAsync<byte[]>(key)).Value);
    }
}
