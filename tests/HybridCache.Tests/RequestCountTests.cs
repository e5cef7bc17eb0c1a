using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Hybrid.Tests;

/// <summary>The meter counts each call once, whatever the call reads and writes.</summary>
[TestFixture]
internal sealed class RequestCountTests
{
    private static IEnumerable<HybridCacheEntryFlags> Combinations => Enumerable.Range(0, 32).Select(bits => (HybridCacheEntryFlags)bits);

    [TestCaseSource(nameof(Combinations))]
    public async Task A_call_is_counted_once(HybridCacheEntryFlags flags)
    {
        string name = Guid.NewGuid().ToString("N");
        using var meter = new RequestMeter(name);
        var services = new ServiceCollection();
        services.AddCacheKit().UseInMemory().AsHybridCache(options => options.Namespace = name);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HybridCache cache = provider.GetRequiredService<HybridCache>();

        for (int calls = 1; calls <= 3; calls++)
        {
            await cache.GetOrCreateAsync("key", _ => new ValueTask<string>("value"), new HybridCacheEntryOptions { Flags = flags });
            Assert.That(meter.Read(), Is.EqualTo(calls));
        }
    }
}
