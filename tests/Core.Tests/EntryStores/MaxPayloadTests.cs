using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A store outside the process does not get payloads that are longer than a limit.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
internal sealed class MaxPayloadTests(StoreKind kind) : CacheFixture(kind)
{
    private const int Limit = 100;

    private static readonly string _longest = new('a', Limit - 2);
    private static readonly string _tooLong = new('a', Limit - 1);

    [Test]
    public async Task A_value_with_a_longer_payload_is_returned_and_not_stored()
    {
        using Cache cache = NewLimitedCache();
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(_tooLong)), Is.EqualTo(_tooLong));
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
        await cache.SetAsync("other", _tooLong);
        Assert.That((await cache.TryGetAsync<string>("other")).HasValue, Is.False);
    }

    [Test]
    public async Task A_payload_of_exactly_the_limit_is_stored()
    {
        using Cache cache = NewLimitedCache();
        await cache.SetAsync("key", _longest);
        Assert.That((await Backend.GetAsync("app::key"))!.Value.Length, Is.EqualTo(Limit));
        await cache.GetOrCreateAsync("other", _ => ValueTask.FromResult(_longest));
        Assert.That((await cache.TryGetAsync<string>("other")).Value, Is.EqualTo(_longest));
    }

    [Test]
    public async Task The_warning_comes_once_for_a_type_and_names_the_length()
    {
        using Cache cache = NewLimitedCache();
        for (int i = 0; i < 20; i++)
            await cache.SetAsync($"key {i}", _tooLong);
        await cache.SetAsync("short", "short");
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.Contain("System.String").And.Contain("101 bytes").And.Contain("MaxPayload allows 100"));
        Assert.That((await cache.TryGetAsync<string>("short")).Value, Is.EqualTo("short"));
    }

    [Test]
    public async Task An_older_value_is_not_found_any_more()
    {
        using Cache cache = NewLimitedCache();
        await cache.SetAsync("key", "old");
        await cache.SetAsync("key", _tooLong);
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Among_many_values_only_the_longer_ones_are_not_stored()
    {
        using Cache cache = NewLimitedCache();
        await cache.SetManyAsync(new Dictionary<string, string> { ["a"] = "a", ["b"] = _tooLong, ["c"] = "c" });
        Assert.That((await cache.GetManyAsync<string>(["a", "b", "c"])).Keys, Is.EquivalentTo(new[] { "a", "c" }));
    }

    [Test]
    public async Task Callers_that_wait_for_one_computation_all_get_the_value()
    {
        using Cache cache = NewLimitedCache();
        var computing = new TaskCompletionSource<string>();
        Task<string>[] callers = [.. Enumerable.Range(0, 3).Select(_ => cache.GetOrCreateAsync("key", async _ => await computing.Task).AsTask())];
        computing.SetResult(_tooLong);
        Assert.That(await Task.WhenAll(callers), Is.All.EqualTo(_tooLong));
    }

    [Test]
    public async Task The_compressed_payload_counts()
    {
        using Cache cache = NewLimitedCache(new JsonCoder().Then(new BrotliCompression { MinPayload = 0 }));
        await cache.SetAsync("key", new string('a', 10_000));
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.True);
    }

    [Test]
    public async Task Without_a_limit_every_length_is_stored()
    {
        await Cache.SetAsync("key", new string('a', 1_000_000));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.True);
    }

    private Cache NewLimitedCache(ICoder? coder = null) => NewCache(configure: options =>
    {
        options.Coder = coder ?? options.Coder;
        options.Store = options.Store with { MaxPayload = Limit };
    });
}
