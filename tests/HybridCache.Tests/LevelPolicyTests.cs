using CacheKit.Hybrid.Tests.Fakes;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests;

/// <summary>The flags of a call together with a policy of the cache, on two levels.</summary>
[TestFixture]
internal sealed class LevelPolicyTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_value_that_is_stored_only_in_memory_is_found_by_a_policy_with_a_lifetime([Values] bool slides, [Values] bool isSet)
    {
        await using ServiceProvider services = Create(policy =>
        {
            if (slides)
                policy.ExpirationRules = new ExpirationRules { SlidingExpiration = _minute };
            else
                policy.Stale = new StaleOptions { Grace = _minute };
        });
        var cache = services.GetRequiredService<HybridCache>();
        var options = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableDistributedCacheWrite };
        if (isSet)
            await cache.SetAsync("key", "first", options);
        else
            await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("first"), options);

        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("second"), options), Is.EqualTo("first"));
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("third")), Is.EqualTo("first"));
    }

    private static ServiceProvider Create(Action<CachePolicy> configure)
    {
        var clock = new FakeTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock).AddSingleton<ILoggerFactory>(new RecordingLoggers());
        services.AddCacheKit("app", options => options.AddPolicy("hybrid", configure))
            .UseBackend(_ => new SharedStore(clock)).WithMemory(CacheKitLevels.KeepCopies).AsHybridCache(options => options.Policy = "hybrid");
        return services.BuildServiceProvider();
    }
}
