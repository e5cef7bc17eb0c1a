using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A store in this process that fails, because it was disposed or is faulty, never fails a caller.</summary>
[TestFixture]
internal sealed class LocalValuesTests : IDisposable
{
    private readonly RecordingLoggerFactory _loggers = new();
    private readonly Cache _cache;

    public LocalValuesTests() => _cache = new Cache(new FailingValueBackend(), "app", new CacheOptions { LoggerFactory = _loggers });

    public void Dispose() => _cache.Dispose();

    [Test]
    public async Task A_value_is_computed() =>
        Assert.That(await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));

    [Test]
    public async Task A_value_under_a_long_key_is_computed() =>
        Assert.That(await _cache.GetOrCreateAsync(new string('k', 1_000), _ => ValueTask.FromResult("value")), Is.EqualTo("value"));

    [Test]
    public async Task A_read_is_a_miss() =>
        Assert.That((await _cache.TryGetAsync<string>("key")).HasValue, Is.False);

    [Test]
    public void A_set_throws_nothing() =>
        Assert.That(async () => await _cache.SetAsync("key", "value"), Throws.Nothing);

    [Test]
    public async Task A_remove_returns_false() =>
        Assert.That(await _cache.RemoveAsync("key"), Is.False);

    [Test]
    public async Task A_clear_returns_zero() =>
        Assert.That(await _cache.ClearAsync(), Is.Zero);

    [Test]
    public async Task A_failing_store_is_one_warning()
    {
        await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        await _cache.SetAsync("key", "value");
        await _cache.RemoveAsync("key");
        await _cache.ClearAsync();
        Assert.That(_loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_disposed_store_fails_no_caller()
    {
        var backend = new InMemoryBackend();
        var cache = new Cache(backend, "app", new CacheOptions());
        backend.Dispose();
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_value_that_cannot_be_coded_is_no_failure_of_the_store()
    {
        var cache = new Cache(
            new FailingValueBackend { Codes = true },
            "app",
            new CacheOptions { LoggerFactory = _loggers, Coder = new CountingCoder { FailsToEncode = true } });
        await cache.SetAsync("key", "value");
        Assert.That(_loggers.At(LogLevel.Warning).Single(), Does.StartWith("A value of type System.String was not stored, because its coder failed: "));
    }

    [Test]
    public async Task A_bounded_store_holds_a_value_that_cannot_be_coded()
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 1_000_000 });
        var cache = new Cache(backend, "app", new CacheOptions { LoggerFactory = _loggers, Coder = new CountingCoder { FailsToEncode = true } });
        await cache.SetAsync("immutable", "value");
        await cache.SetAsync("mutable", new List<int> { 1 });
        Assert.That((await cache.TryGetAsync<string>("immutable")).Value, Is.EqualTo("value"));
        Assert.That((await cache.TryGetAsync<List<int>>("mutable")).Value, Is.EqualTo(new[] { 1 }));
        Assert.That(_loggers.At(LogLevel.Warning), Is.Empty);
    }
}
