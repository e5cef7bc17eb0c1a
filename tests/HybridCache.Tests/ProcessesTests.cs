using CacheKit.Conformance;
using CacheKit.Hybrid.Tests.Fakes;
using CacheKit.Servers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Hybrid.Tests;

/// <summary>Two processes on one store, each with a memory in front of it.</summary>
[TestFixture]
internal sealed class ProcessesTests : IDisposable
{
    private readonly TestClock _clock = new() { AutoAdvanceAmount = TimeSpan.FromTicks(1) };
    private readonly SharedStore _store;
    private readonly SharedDistributedCache _distributed;
    private readonly List<ServiceProvider> _services = [];
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    public ProcessesTests()
    {
        _store = new SharedStore(_clock);
        _distributed = new SharedDistributedCache(_clock);
    }

    public void Dispose()
    {
        _services.ForEach(services => services.Dispose());
        _store.Dispose();
        _distributed.Dispose();
    }

    [TestCase("key")]
    [TestCase("tag")]
    [TestCase("everything")]
    public async Task A_removal_reaches_the_memory_of_other_processes(string removed)
    {
        (HybridCache one, HybridCache other) = (CacheKitProcess(), CacheKitProcess());
        await HearAsync(other);
        await FillAsync(one, other);

        await RemoveAsync(one, removed);

        // Fewer seconds than those after which a process without the log drops its copies.
        await _clock.PassUntilAsync(async () => await ReadAsync(other) is "new", atMost: TimeSpan.FromSeconds(4));
    }

    [TestCase("key")]
    [TestCase("tag")]
    [TestCase("everything")]
    public async Task A_removal_on_Redis_reaches_the_memory_of_other_processes(string removed)
    {
        await using RedisBackend ofOne = await SharedRedis.OpenAsync();
        await using RedisBackend ofOther = await SharedRedis.OpenAsync();
        (HybridCache one, HybridCache other) = (CacheKitProcess(ofOne), CacheKitProcess(ofOther));
        await FillAsync(one, other);

        // The clock stands still, so that the copy is dropped by a message and not by its age. A process subscribes in the background: it does not
        // hear of a removal before that.
        await Poll.UntilAsync(async () =>
        {
            await RemoveAsync(one, removed);
            return await ReadAsync(other) is "new";
        });
    }

    [Test]
    public async Task Processes_on_Redis_share_a_value_and_keep_copies_of_it()
    {
        await using RedisBackend ofOne = await SharedRedis.OpenAsync();
        await using RedisBackend ofOther = await SharedRedis.OpenAsync();
        (HybridCache one, HybridCache other) = (CacheKitProcess(ofOne), CacheKitProcess(ofOther));

        await FillAsync(one, other);

        Assert.That(await LocalAsync(one), Is.EqualTo("old"));
        Assert.That(await LocalAsync(other), Is.EqualTo("old"));
    }

    [TestCase("key")]
    [TestCase("tag")]
    [TestCase("everything")]
    public async Task A_removal_by_Microsofts_implementation_does_not(string removed)
    {
        (HybridCache one, HybridCache other) = (MicrosoftProcess(), MicrosoftProcess());
        await FillAsync(one, other);

        await RemoveAsync(one, removed);
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.That(await ReadAsync(other), Is.EqualTo("old"));
    }

    // A process hears of the changes after its first read of the change log, which is in the background.
    private async Task HearAsync(HybridCache first)
    {
        await SharedAsync(first);
        await Poll.UntilAsync(() => _store.LogReads > 0);
    }

    private static async Task FillAsync(HybridCache one, HybridCache other)
    {
        await one.SetAsync("key", "old", tags: ["red"]);
        await Poll.UntilAsync(async () => await SharedAsync(other) is "old");
        Assert.That(await ReadAsync(other), Is.EqualTo("old"));
    }

    private static ValueTask RemoveAsync(HybridCache cache, string removed) => removed switch
    {
        "key" => cache.RemoveAsync("key"),
        "tag" => cache.RemoveByTagAsync("red"),
        _ => cache.RemoveByTagAsync("*"),
    };

    private static ValueTask<string> ReadAsync(HybridCache cache) =>
        cache.GetOrCreateAsync("key", _ => new ValueTask<string>("new"), tags: ["red"]);

    private static ValueTask<string?> SharedAsync(HybridCache cache) => cache.GetOrCreateAsync<string?>(
        "key", _ => default, new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData });

    private static ValueTask<string?> LocalAsync(HybridCache cache) => cache.GetOrCreateAsync<string?>(
        "key", _ => default, new HybridCacheEntryOptions
        {
            Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCache,
        });

    private HybridCache CacheKitProcess() => CacheKitProcess(_store);

    private HybridCache CacheKitProcess(ICacheBackend store) => Process(services => services
        .AddCacheKit(_prefix, options => (options.TimeProvider, options.Store) = (_clock, new StoreOptions { Timeout = null, BreakAfter = null }))
        .UseBackend(store).WithMemory().AsHybridCache());

    private HybridCache MicrosoftProcess() => Process(services =>
    {
        services.AddSingleton<IDistributedCache>(_ => _distributed);
        MicrosoftMemory.Register(services, new HybridCacheSettings(), _clock);
    });

    private HybridCache Process(Action<IServiceCollection> register)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock).AddSingleton<ILoggerFactory>(new RecordingLoggers());
        register(services);
        ServiceProvider built = services.BuildServiceProvider();
        _services.Add(built);
        return built.GetRequiredService<HybridCache>();
    }
}
