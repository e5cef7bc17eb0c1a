using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

/// <summary>Two processes with a memory in front of their shared store. The clock stands still, so no message arrives.</summary>
[TestFixture]
internal sealed class TwoLevelsTests : IDisposable
{
    private const string FullKey = "app::key";

    private static readonly DistributedCacheEntryOptions _sliding = new() { SlidingExpiration = TimeSpan.FromMinutes(20) };
    private static readonly DistributedCacheEntryOptions _lasting = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly SharedStore _store;
    private readonly List<ServiceProvider> _processes = [];

    public TwoLevelsTests() => _store = new SharedStore(_clock);

    public void Dispose()
    {
        _processes.ForEach(process => process.Dispose());
        _store.Dispose();
    }

    [Test]
    public async Task A_read_finds_what_another_process_has_written_last([Values] bool slides, [Values] bool isSynchronous)
    {
        DistributedCacheEntryOptions options = slides ? _sliding : _lasting;
        (IDistributedCache one, IDistributedCache other) = (Start(), Start());
        await one.SetAsync("key", [1], options);
        await ReadAsync(other, isSynchronous);
        await one.SetAsync("key", [2], options);
        Assert.That(await ReadAsync(other, isSynchronous), Is.EqualTo(new byte[] { 2 }));

        await other.SetAsync("key", [3], options);
        Assert.That(await ReadAsync(one, isSynchronous), Is.EqualTo(new byte[] { 3 }));

        await one.RemoveAsync("key");
        Assert.That(await ReadAsync(other, isSynchronous), Is.Null);
    }

    [Test]
    public async Task The_memory_keeps_no_copies([Values] bool slides)
    {
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        IDistributedCache cache = Start(builder => builder.UseBackend(_ => new TieredBackend(memory, _store)));

        await cache.SetAsync("key", [1], slides ? _sliding : _lasting);
        await cache.GetAsync("key");
        Assert.That(await memory.GetAsync(FullKey), Is.Null);

        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await cache.GetAsync("key"), Is.EqualTo(new byte[] { 1 }));
        Assert.That(await memory.GetAsync(FullKey), Is.Null);
        Assert.That(await _store.GetWithTimeToLiveAsync(FullKey), Is.Not.Null);
    }

    [Test]
    public async Task A_write_replaces_the_copy_that_the_cache_itself_reads()
    {
        ServiceProvider one = StartProcess(), other = StartProcess();
        ICache cache = other.GetRequiredService<ICache>();
        await one.GetRequiredService<IDistributedCache>().SetAsync("key", [1], _lasting);
        Assert.That((await cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 1 }));
        Assert.That((await cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 1 }));
        await other.GetRequiredService<IDistributedCache>().SetAsync("key", [2], _lasting);
        Assert.That((await cache.TryGetAsync<byte[]>("key")).Value, Is.EqualTo(new byte[] { 2 }));
        await other.GetRequiredService<IDistributedCache>().RemoveAsync("key");
        Assert.That((await cache.TryGetAsync<byte[]>("key")).HasValue, Is.False);
    }

    private ServiceProvider StartProcess()
    {
        Start();
        return _processes[^1];
    }

    private static async Task<byte[]?> ReadAsync(IDistributedCache cache, bool isSynchronous) =>
        isSynchronous ? cache.Get("key") : await cache.GetAsync("key");

    private IDistributedCache Start() =>
        Start(cache => cache.UseBackend(_store).WithMemory(options => options.Staleness = TimeSpan.FromHours(1)));

    private IDistributedCache Start(Action<CacheKitBuilder> use)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        CacheKitBuilder cache = services.AddCacheKit("app", options => options.TimeProvider = _clock).AsDistributedCache();
        use(cache);
        ServiceProvider process = services.BuildServiceProvider();
        _processes.Add(process);
        return process.GetRequiredService<IDistributedCache>();
    }
}
