using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests;

[TestFixture, NonParallelizable]
internal sealed class CacheManagerTests
{
    private static readonly TestCaseData[] _members =
    [
        Use("Default", () => CacheManager.Default),
        Use("Backend", () => CacheManager.Backend),
        Use("Prefix", () => CacheManager.Prefix),
        Use("Expiration", () => CacheManager.Expiration),
        Use("Coder", () => CacheManager.Coder),
        Use("KeyBuilder", () => CacheManager.KeyBuilder),
        Use("StatusHeader", () => CacheManager.StatusHeader),
        Use("Enabled", () => CacheManager.Enabled),
        Use("Enabled =", () => CacheManager.Enabled = true),
        Use("GetOrCreateAsync", () => CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult(1)).AsTask()),
        Use("TryGetAsync", () => CacheManager.TryGetAsync<int>("key").AsTask()),
        Use("SetAsync", () => CacheManager.SetAsync("key", 1).AsTask()),
        Use("RemoveAsync", () => CacheManager.RemoveAsync("key").AsTask()),
        Use("ClearAsync", () => CacheManager.ClearAsync().AsTask()),
        Use("EvictAsync", () => CacheManager.EvictAsync("tag").AsTask()),
    ];

    private readonly RecordingLoggerFactory _loggers = new();

    [SetUp]
    [TearDown]
    public void Forget() => CacheManager.Reset();

    [TestCaseSource(nameof(_members))]
    public void Without_a_cache_every_member_throws_an_error_that_says_how_to_make_one(Func<object?> use) =>
        Assert.That(() => use(), Throws.InvalidOperationException.With.Message.StartsWith("There is no global cache."));

    [Test]
    public void After_Reset_there_is_no_global_cache()
    {
        CacheManager.Init(new RecordingBackend());
        CacheManager.Reset();
        Assert.That(() => CacheManager.Default, Throws.InvalidOperationException);
    }

    [Test]
    public void Reset_may_come_first() => Assert.That(CacheManager.Reset, Throws.Nothing);

    [Test]
    public async Task Reset_leaves_what_is_stored()
    {
        var backend = new RecordingBackend();
        CacheManager.Init(backend);
        await CacheManager.SetAsync("key", 7);
        CacheManager.Reset();
        Assert.That(backend.Keys, Is.Not.Empty);
    }

    [Test]
    public async Task Neither_Init_nor_Reset_disposes_a_store()
    {
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend);
        CacheManager.Init(new RecordingBackend());
        CacheManager.Reset();
        await backend.SetAsync("key", Array.Empty<byte>(), null);
        Assert.That(await backend.GetAsync("key"), Is.Not.Null);
    }

    [Test]
    public void A_second_Init_replaces_the_global_cache()
    {
        var second = new RecordingBackend();
        CacheManager.Init(new RecordingBackend());
        CacheManager.Init(second, "second");
        Assert.That((CacheManager.Backend, CacheManager.Prefix), Is.EqualTo(((ICacheBackend)second, "second")));
    }

    [Test]
    public void A_second_Init_is_logged_with_both_stores()
    {
        using var second = new InMemoryBackend();
        CacheManager.Init(new RecordingBackend());
        CacheManager.Init(second, configure: options => options.LoggerFactory = _loggers);
        Assert.That(_loggers.At(LogLevel.Information), Is.EqualTo(new[] { "The global cache on RecordingBackend was replaced by one on InMemoryBackend" }));
    }

    [Test]
    public void A_second_Init_without_loggers_is_logged_by_those_of_the_first()
    {
        CacheManager.Init(new RecordingBackend(), configure: options => options.LoggerFactory = _loggers);
        CacheManager.Init(new RecordingBackend());
        Assert.That(_loggers.At(LogLevel.Information).Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_first_Init_is_not_logged()
    {
        CacheManager.Init(new RecordingBackend(), configure: options => options.LoggerFactory = _loggers);
        Assert.That(_loggers.Entries, Is.Empty);
    }

    [Test]
    public void An_Init_that_fails_leaves_the_cache_that_was_there()
    {
        var first = new RecordingBackend();
        CacheManager.Init(first);
        Assert.That(
            () => CacheManager.Init(new RecordingBackend(), configure: options => options.Expiration = TimeSpan.Zero),
            Throws.InstanceOf<ArgumentException>());
        Assert.That(CacheManager.Backend, Is.SameAs(first));
    }

    [Test]
    public void A_store_is_needed() =>
        Assert.That(() => CacheManager.Init(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("backend"));

    [Test]
    public void A_prefix_may_be_empty_but_not_null() =>
        Assert.That(() => CacheManager.Init(new RecordingBackend(), null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("prefix"));

    [Test]
    public async Task Keys_have_the_prefix()
    {
        var backend = new RecordingBackend();
        CacheManager.Init(backend, "api-cache");
        await CacheManager.SetAsync("key", 7, new CacheEntryOptions { Namespace = "users" });
        Assert.That(backend.Keys, Is.EqualTo(new[] { "api-cache:users:key" }));
    }

    [Test]
    public async Task The_switch_works_at_run_time()
    {
        CacheManager.Init(new RecordingBackend());
        await CacheManager.SetAsync("key", "cached");
        CacheManager.Enabled = false;
        Assert.That(await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));
        CacheManager.Enabled = true;
        Assert.That(await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")), Is.EqualTo("cached"));
    }

    private static TestCaseData Use(string name, Func<object?> use) => Case.Of(name, use);
}
