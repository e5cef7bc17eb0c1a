using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Hybrid.Tests;

/// <summary>Where CacheKit differs from Microsoft's implementation on purpose, on any store: the table in docs/hybrid-cache.md.</summary>
[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class DifferencesTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private static readonly HybridCacheEntryOptions _endless = new() { Expiration = TimeSpan.MaxValue };
    private static readonly HybridCacheEntryOptions _expired = new() { Expiration = TimeSpan.Zero };

    [Test]
    public async Task A_value_whose_key_was_removed_during_its_computation_is_not_stored()
    {
        await Cache.GetOrCreateAsync("key", async token =>
        {
            await Cache.RemoveAsync("key", token);
            return "old";
        });

        Assert.That(await GetAsync(Cache, "key", "new"), Is.EqualTo(Expected(microsoft: "old", cacheKit: "new")));
    }

    [Test]
    public async Task A_value_whose_tag_was_removed_during_its_computation_is_not_stored([Values("red", "*")] string tag)
    {
        await Cache.GetOrCreateAsync(
            "key",
            async token =>
            {
                await Cache.RemoveByTagAsync(tag, token);
                Clock.Advance(TimeSpan.FromMilliseconds(10));
                return "old";
            },
            tags: ["red"]);

        Assert.That(await GetAsync(Cache, "key", "new", tags: ["red"]), Is.EqualTo(Expected(microsoft: "old", cacheKit: "new")));
    }

    [Test]
    public async Task A_value_does_not_replace_one_that_was_set_during_its_computation()
    {
        await Cache.GetOrCreateAsync("key", async token =>
        {
            await Cache.SetAsync("key", "set", cancellationToken: token);
            return "old";
        });

        Assert.That(await GetAsync(Cache, "key"), Is.EqualTo(Expected(microsoft: "old", cacheKit: "set")));
    }

    [Test]
    public async Task A_factory_may_call_the_cache_with_its_own_key()
    {
        Assume.That(TSetup.IsCacheKit, "Microsoft's implementation waits for ever.");

        Assert.That(
            await Soon(Cache.GetOrCreateAsync(
                "key", async token => 1 + await Cache.GetOrCreateAsync("key", _ => new ValueTask<int>(1), cancellationToken: token))),
            Is.EqualTo(2));
    }

    [Test]
    public async Task The_longest_expiration_means_never()
    {
        if (!TSetup.IsCacheKit)
        {
            Assert.That(async () => await GetAsync(Cache, "key", options: _endless), Throws.InstanceOf<ArgumentException>());
            return;
        }

        await GetAsync(Cache, "key", "stored", _endless);
        Clock.Advance(TimeSpan.FromDays(3650));
        Assert.That(await GetAsync(Cache, "key"), Is.EqualTo("stored"));
    }

    [Test]
    public void A_set_refuses_an_expiration_of_zero() =>
        Assert.That(
            async () => await Cache.SetAsync("key", "value", _expired),
            TSetup.IsCacheKit ? Throws.InstanceOf<ArgumentOutOfRangeException>() : Throws.Nothing);

    [Test]
    public async Task A_cancelled_set_stores_nothing()
    {
        try
        {
            await Cache.SetAsync("key", "set", cancellationToken: new CancellationToken(true));
        }
        catch (OperationCanceledException)
        {
        }

        Assert.That(await PeekAsync(Cache, "key"), Is.EqualTo(Expected(microsoft: "set", cacheKit: null)));
    }

    [Test]
    public async Task A_value_that_cannot_be_encoded_is_returned()
    {
        var serializer = new DamagedTextSerializer { FailsToEncode = true };
        HybridCache cache = Create(new HybridCacheSettings
        {
            Services = services => services.AddSingleton<IHybridCacheSerializer<string>>(serializer),
        });

        if (TSetup.IsCacheKit)
            Assert.That(await GetAsync(cache, "key"), Is.EqualTo("computed"));
        else
            Assert.That(async () => await GetAsync(cache, "key"), Throws.TypeOf<FormatException>());
    }

    [Test]
    public async Task A_value_is_read_as_another_type_if_it_can_be_decoded_as_one()
    {
        await Cache.SetAsync("key", 5);

        Assert.That(
            await Cache.GetOrCreateAsync("key", _ => new ValueTask<long>(7)),
            Is.EqualTo(TSetup.IsCacheKit || TSetup.HasSharedStore ? 5 : 7));
    }

    [Test]
    public async Task Concurrent_calls_with_one_key_may_have_different_types()
    {
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ValueTask<string> first = Cache.GetOrCreateAsync("key", async _ => await source.Task);

        try
        {
            Assert.That(await Soon(Cache.GetOrCreateAsync("key", _ => new ValueTask<int>(7))), Is.EqualTo(7));
            Assert.That(TSetup.IsCacheKit, Is.True);
        }
        catch (InvalidOperationException)
        {
            Assert.That(TSetup.IsCacheKit, Is.False);
        }

        source.SetResult("value");
        Assert.That(await Soon(first), Is.EqualTo("value"));
    }

    [Test]
    public async Task Calls_with_different_flags_share_a_computation()
    {
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> first = Cache.GetOrCreateAsync("key", async _ => await source.Task).AsTask();
        Task<string> second = GetAsync(Cache, "key", "own", With(HybridCacheEntryFlags.DisableLocalCacheWrite)).AsTask();
        if (!TSetup.IsCacheKit)
            await Soon(second);
        source.SetResult("shared");

        Assert.That(await Soon(first), Is.EqualTo("shared"));
        Assert.That(await Soon(second), Is.EqualTo(Expected(microsoft: "own", cacheKit: "shared")));
    }

    [Test]
    public async Task Calls_that_read_nothing_do_not_share_a_computation()
    {
        HybridCacheEntryOptions options =
            With(HybridCacheEntryFlags.DisableLocalCacheRead | HybridCacheEntryFlags.DisableDistributedCacheRead);
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string> first = Cache.GetOrCreateAsync("key", async _ => await source.Task, options).AsTask();
        Task<string> second = Cache.GetOrCreateAsync("key", _ => new ValueTask<string>("own"), options).AsTask();
        if (TSetup.IsCacheKit)
            await Soon(second);
        source.SetResult("first");

        Assert.That(await Soon(first), Is.EqualTo("first"));
        Assert.That(await Soon(second), Is.EqualTo(Expected(microsoft: "first", cacheKit: "own")));
    }

    [Test]
    public async Task An_invalid_key_is_logged_once()
    {
        for (int i = 0; i < 3; i++)
            await GetAsync(Cache, "");

        Assert.That(
            Log.Lines.Count(line => line.Message.Contains("key ", StringComparison.Ordinal)),
            Is.EqualTo(Expected(microsoft: 3, cacheKit: 1)));
    }

    private static T Expected<T>(T microsoft, T cacheKit) => TSetup.IsCacheKit ? cacheKit : microsoft;
}
