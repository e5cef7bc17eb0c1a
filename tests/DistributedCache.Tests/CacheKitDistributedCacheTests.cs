using CacheKit.Conformance;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

/// <summary>What CacheKit does beyond the interface: failures of the store, and its own settings.</summary>
[TestFixture]
internal sealed class CacheKitDistributedCacheTests : IDisposable
{
    private static readonly byte[] _value = [1, 2, 3];

    private readonly FakeTimeProvider _clock = new();
    private readonly SharedStore _store;
    private readonly ServiceCollection _registered = new();
    private ServiceProvider? _built;

    public CacheKitDistributedCacheTests()
    {
        _store = new SharedStore(_clock);
        _registered.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
    }

    private IServiceProvider Services => _built ??= _registered.BuildServiceProvider();

    private IDistributedCache Distributed => Services.GetRequiredService<IDistributedCache>();

    public void Dispose()
    {
        _built?.Dispose();
        _store.Dispose();
    }

    [Test]
    public void A_write_to_a_store_that_is_down_throws([Values] bool isSynchronous)
    {
        Add().AsDistributedCache();
        _store.IsDown = true;

        Assert.That(
            async () =>
            {
                if (isSynchronous)
                    Distributed.Set("key", _value);
                else
                    await Distributed.SetAsync("key", _value);
            },
            Throws.InstanceOf<IOException>().With.Message.Contains("could not be stored"));
    }

    [Test]
    public async Task A_read_of_a_store_that_is_down_throws([Values] bool isSynchronous)
    {
        Add().AsDistributedCache();
        await Distributed.SetAsync("key", _value);
        _store.IsDown = true;

        Assert.That(
            async () => isSynchronous ? Distributed.Get("key") : await Distributed.GetAsync("key"),
            Throws.InstanceOf<IOException>().With.Message.Contains("could not be read"));
        Assert.That(async () => await Distributed.RefreshAsync("key"), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_value_that_could_not_be_replaced_stays([Values] bool hasMemory, [Values] bool isRefused)
    {
        CacheKitBuilder builder = Add(options => options.Store = new StoreOptions { BreakAfter = null });
        if (hasMemory)
            builder.WithMemory();
        builder.AsDistributedCache();
        await Distributed.SetAsync("key", _value);
        _store.Failure = isRefused ? new StoreRefusedException("OOM", isTransient: true, "The store is full.") : new IOException("The store fails.");
        Assert.That(async () => await Distributed.SetAsync("key", [9]), Throws.InstanceOf<IOException>());

        Assert.That(await Distributed.GetAsync("key"), Is.EqualTo(_value));
        _store.Failure = null;
        await PassRepairsAsync();
        Assert.That(await Distributed.GetAsync("key"), Is.EqualTo(_value));
    }

    [Test]
    public async Task A_read_whose_prolongation_fails_keeps_the_value([Values] bool hasMemory)
    {
        CacheKitBuilder builder = Add(options => options.Store = new StoreOptions { BreakAfter = null });
        if (hasMemory)
            builder.WithMemory();
        builder.AsDistributedCache();
        await Distributed.SetAsync("key", _value, new() { SlidingExpiration = TimeSpan.FromMinutes(20) });
        _clock.Advance(TimeSpan.FromMinutes(1));
        _store.Failure = new IOException("The store fails.");
        int writes = _store.Writes;
        await Distributed.GetAsync("key");
        await Poll.UntilAsync(() => _store.Writes > writes);

        _store.Failure = null;
        await PassRepairsAsync();
        Assert.That(await Distributed.GetAsync("key"), Is.EqualTo(_value));
    }

    [Test]
    public void A_cancelled_call_throws()
    {
        Add().AsDistributedCache();
        var cancelled = new CancellationToken(true);

        Assert.That(async () => await Distributed.GetAsync("key", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Distributed.SetAsync("key", _value, cancelled), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task An_open_circuit_throws_without_a_call()
    {
        Add(options => options.Store = new StoreOptions { BreakAfter = 1 }).AsDistributedCache();
        _store.IsDown = true;
        try
        {
            await Distributed.GetAsync("key");
        }
        catch (IOException)
        {
        }

        _store.IsDown = false;

        Assert.That(async () => await Distributed.GetAsync("key"), Throws.InstanceOf<IOException>());
        Assert.That(async () => await Distributed.SetAsync("key", _value), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_value_that_was_removed_while_the_store_was_down_is_not_found_again()
    {
        Add().AsDistributedCache();
        await Distributed.SetAsync("key", _value);
        _store.IsDown = true;
        await Distributed.RemoveAsync("key");
        _store.IsDown = false;

        Assert.That(await Distributed.GetAsync("key"), Is.Null);
    }

    [Test]
    public void An_absolute_expiration_that_has_passed_is_refused()
    {
        Add().AsDistributedCache();

        Assert.That(
            async () => await Distributed.SetAsync("key", _value, new() { AbsoluteExpiration = _clock.GetUtcNow() }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Of_two_absolute_expirations_the_earlier_one_counts([Values(1, 10)] int minutes)
    {
        Add().AsDistributedCache();
        await Distributed.SetAsync("key", _value, new()
        {
            AbsoluteExpiration = _clock.GetUtcNow() + TimeSpan.FromMinutes(minutes),
            AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(11 - minutes),
        });
        _clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));

        Assert.That(await Distributed.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task Entries_do_not_get_the_expiration_and_the_grace_of_the_cache()
    {
        Add(options =>
        {
            options.Expiration = TimeSpan.FromMinutes(1);
            options.Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) };
        }).AsDistributedCache();
        await Distributed.SetAsync("lasting", _value);
        await Distributed.SetAsync("expired", _value, new() { AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) });
        _clock.Advance(TimeSpan.FromMinutes(2));

        Assert.That(await Distributed.GetAsync("lasting"), Is.EqualTo(_value));
        Assert.That(await Distributed.GetAsync("expired"), Is.Null);
    }

    [Test]
    public async Task Each_read_prolongs_an_entry_at_most_once_a_second()
    {
        Add().AsDistributedCache();
        await Distributed.SetAsync("key", _value, new() { SlidingExpiration = TimeSpan.FromMinutes(1) });
        int writes = _store.Writes;
        for (int i = 0; i < 10; i++)
            await Distributed.GetAsync("key");

        Assert.That(_store.Writes, Is.EqualTo(writes));
    }

    [Test]
    public async Task A_value_is_copied_for_each_caller()
    {
        _registered.AddCacheKit("app").UseInMemory().AsDistributedCache();
        byte[] value = [1];
        await Distributed.SetAsync("key", value);
        value[0] = 2;
        (await Distributed.GetAsync("key"))![0] = 3;

        Assert.That(await Distributed.GetAsync("key"), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task Entries_are_in_their_namespace()
    {
        Add().AsDistributedCache(options => options.Namespace = "sessions");
        await Distributed.SetAsync("key", _value);

        var options = new CacheEntryOptions { Namespace = "sessions" };
        Assert.That((await Services.GetRequiredService<ICache>().TryGetAsync<byte[]>("key", options)).Value, Is.EqualTo(_value));
        await Services.GetRequiredService<ICache>().ClearAsync("sessions");
        Assert.That(await Distributed.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_disabled_cache_stores_and_finds_nothing()
    {
        Add().AsDistributedCache();
        await Distributed.SetAsync("key", [9]);
        Services.GetRequiredService<ICacheSettings>().Enabled = false;
        await Distributed.SetAsync("key", _value);

        Assert.That(await Distributed.GetAsync("key"), Is.Null);
        Services.GetRequiredService<ICacheSettings>().Enabled = true;
        Assert.That(await Distributed.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_named_cache_is_a_keyed_service()
    {
        _registered.AddKeyedCacheKit("sessions").UseInMemory().AsDistributedCache();
        IDistributedCache sessions = Services.GetRequiredKeyedService<IDistributedCache>("sessions");
        await sessions.SetAsync("key", _value);

        Assert.That(await sessions.GetAsync("key"), Is.EqualTo(_value));
        Assert.That(Services.GetService<IDistributedCache>(), Is.Null);
    }

    [Test]
    public void It_replaces_an_earlier_registration_and_stays_in_place_of_a_later_memory_cache([Values] bool isFirst)
    {
        if (isFirst)
            _registered.AddDistributedMemoryCache();
        Add().AsDistributedCache();
        if (!isFirst)
            _registered.AddDistributedMemoryCache();

        Assert.That(Distributed, Is.TypeOf<CacheKitDistributedCache>());
    }

    // Failed writes of other entries are repaired when the store answers again, after the break of the circuit breaker.
    private async Task PassRepairsAsync()
    {
        await Distributed.GetAsync("another key");
        _clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 10; i++)
            await Distributed.GetAsync("another key");
    }

    private CacheKitBuilder Add(Action<CacheOptions>? configure = null) => _registered.AddCacheKit("app", options =>
    {
        options.TimeProvider = _clock;
        configure?.Invoke(options);
    }).UseBackend(_store);
}
