using System.Buffers;
using CacheKit.Conformance;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

/// <summary>What callers of IDistributedCache expect, of Microsoft's implementation and of CacheKit.</summary>
[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitShared))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class DistributedCacheTests<TSetup> : IDisposable
    where TSetup : IDistributedCacheSetup
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly byte[] _value = [0, 1, 255];

    private readonly FakeTimeProvider _clock = new();
    private readonly ServiceProvider _services;
    private readonly IDistributedCache _cache;

    public DistributedCacheTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock).AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        TSetup.Register(services, _clock);
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<IDistributedCache>();
    }

    public void Dispose() => _services.Dispose();

    [Test]
    public async Task An_absent_key_has_no_value()
    {
        Assert.That(await _cache.GetAsync("key"), Is.Null);
        Assert.That(_cache.Get("key"), Is.Null);
    }

    [Test]
    public async Task A_stored_value_is_returned([Values] bool isWrittenSynchronously, [Values] bool isReadSynchronously)
    {
        if (isWrittenSynchronously)
            _cache.Set("key", _value, new DistributedCacheEntryOptions());
        else
            await _cache.SetAsync("key", _value, new DistributedCacheEntryOptions());

        Assert.That(isReadSynchronously ? _cache.Get("key") : await _cache.GetAsync("key"), Is.EqualTo(_value));
    }

    [Test]
    public async Task A_value_may_be_empty()
    {
        await _cache.SetAsync("key", []);

        Assert.That(await _cache.GetAsync("key"), Is.Empty);
    }

    [Test]
    public async Task A_key_may_be_any_text([Values("", " ", "a\nb", "é:*", "\0")] string key)
    {
        await _cache.SetAsync(key, _value);

        Assert.That(await _cache.GetAsync(key), Is.EqualTo(_value));
    }

    [Test]
    public async Task A_later_value_replaces_the_earlier_one_and_its_expiration()
    {
        await _cache.SetAsync("key", [1], new() { AbsoluteExpirationRelativeToNow = _minute });
        await _cache.SetAsync("key", _value);
        _clock.Advance(2 * _minute);

        Assert.That(await _cache.GetAsync("key"), Is.EqualTo(_value));
    }

    [Test]
    public async Task A_removed_value_is_gone([Values] bool isSynchronous)
    {
        await _cache.SetAsync("key", _value);
        if (isSynchronous)
            _cache.Remove("key");
        else
            await _cache.RemoveAsync("key");

        Assert.That(await _cache.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task Without_an_expiration_a_value_stays()
    {
        await _cache.SetAsync("key", _value);
        _clock.Advance(60 * _minute);

        Assert.That(await _cache.GetAsync("key"), Is.EqualTo(_value));
    }

    [Test]
    public async Task A_value_expires_after_its_time([Values] bool isRelative)
    {
        await _cache.SetAsync("key", _value, isRelative
            ? new() { AbsoluteExpirationRelativeToNow = _minute }
            : new() { AbsoluteExpiration = _clock.GetUtcNow() + _minute });

        await ExpectAsync(_minute - _second, isThere: true);
        await ExpectAsync(2 * _second, isThere: false);
    }

    [Test]
    public async Task A_value_that_is_not_read_expires_after_its_sliding_time()
    {
        await _cache.SetAsync("key", _value, new() { SlidingExpiration = _minute });

        await ExpectAsync(_minute + _second, isThere: false);
    }

    [Test]
    public async Task A_read_starts_the_sliding_time_again([Values(5, 20, 55)] int seconds)
    {
        await _cache.SetAsync("key", _value, new() { SlidingExpiration = _minute });

        await ExpectAsync(seconds * _second, isThere: true);
        await SettleAsync();
        await ExpectAsync(_minute - (2 * _second), isThere: true);
        await SettleAsync();
        await ExpectAsync(_minute + _second, isThere: false);
    }

    [Test]
    public async Task A_refresh_starts_the_sliding_time_again([Values] bool isSynchronous)
    {
        await _cache.SetAsync("key", _value, new() { SlidingExpiration = _minute });
        _clock.Advance(5 * _second);
        if (isSynchronous)
            _cache.Refresh("key");
        else
            await _cache.RefreshAsync("key");
        await SettleAsync();

        await ExpectAsync(_minute - (2 * _second), isThere: true);
    }

    [Test]
    public async Task The_absolute_time_limits_the_sliding_one()
    {
        await _cache.SetAsync("key", _value, new() { SlidingExpiration = _minute, AbsoluteExpirationRelativeToNow = 1.5 * _minute });

        await ExpectAsync(50 * _second, isThere: true);
        await SettleAsync();
        await ExpectAsync(39 * _second, isThere: true);
        await SettleAsync();
        await ExpectAsync(2 * _second, isThere: false);
    }

    [Test]
    public async Task A_refresh_of_an_absent_key_does_nothing()
    {
        await _cache.RefreshAsync("key");
        _cache.Refresh("key");

        Assert.That(await _cache.GetAsync("key"), Is.Null);
    }

    [Test]
    public void Arguments_are_required()
    {
        var options = new DistributedCacheEntryOptions();

        Assert.That(async () => await _cache.GetAsync(null!), Throws.ArgumentNullException);
        Assert.That(() => _cache.Get(null!), Throws.ArgumentNullException);
        Assert.That(async () => await _cache.SetAsync(null!, _value, options), Throws.ArgumentNullException);
        Assert.That(async () => await _cache.SetAsync("key", null!, options), Throws.ArgumentNullException);
        Assert.That(() => _cache.Set("key", _value, null!), Throws.ArgumentNullException);
        Assert.That(async () => await _cache.RefreshAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await _cache.RemoveAsync(null!), Throws.ArgumentNullException);
        Assert.That(() => _cache.Remove(null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task Buffers_are_written_and_read([Values] bool isSynchronous)
    {
        Assume.That(_cache, Is.InstanceOf<IBufferDistributedCache>(), "Microsoft's implementation in memory has no buffers.");
        var buffers = (IBufferDistributedCache)_cache;
        var sequence = new ReadOnlySequence<byte>(_value);
        var output = new ArrayBufferWriter<byte>();
        if (isSynchronous)
            buffers.Set("key", sequence, new DistributedCacheEntryOptions());
        else
            await buffers.SetAsync("key", sequence, new DistributedCacheEntryOptions());

        Assert.That(isSynchronous ? buffers.TryGet("key", output) : await buffers.TryGetAsync("key", output), Is.True);
        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(_value));
        Assert.That(await buffers.TryGetAsync("absent", output), Is.False);
        Assert.That(output.WrittenCount, Is.EqualTo(_value.Length));
    }

    private async Task ExpectAsync(TimeSpan later, bool isThere)
    {
        _clock.Advance(later);
        Assert.That(await _cache.GetAsync("key"), isThere ? Is.EqualTo(_value) : Is.Null);
    }

    // A store outside the process is told in the background that an entry slides: waits until a further read has nothing to tell.
    private async Task SettleAsync()
    {
        if (_services.GetService<ICacheSettings>()?.Backend.FindCapability<SharedStore>() is { } store)
        {
            int writes = -1;
            await Poll.UntilAsync(async () =>
            {
                (int before, writes) = (writes, store.Writes);
                await _cache.GetAsync("key");
                return before == writes;
            });
        }
    }
}
