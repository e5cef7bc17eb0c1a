using CacheKit.Core.Tests.Coders;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A coder has a limit for the payloads that are stored outside this process.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
internal sealed class CoderLimitTests(StoreKind kind) : CacheFixture(kind)
{
    private const int Limit = 100;

    private static readonly CacheEntryOptions _limited = new() { Coder = new JsonCoder().WithMaxPayload(Limit) };
    private static readonly string _longest = new('a', Limit - 2);
    private static readonly string _tooLong = new('a', Limit - 1);

    [Test]
    public async Task A_value_with_a_longer_payload_is_returned_and_not_stored()
    {
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(_tooLong), _limited), Is.EqualTo(_tooLong));
        await Cache.SetAsync("other", _tooLong, _limited);
        await Cache.SetAsync("tagged", _tooLong, _limited with { Tags = ["tag"] });
        foreach (string key in new[] { "key", "other", "tagged" })
            Assert.That((await Cache.TryGetAsync<string>(key)).HasValue, Is.False, key);
        await Cache.SetAsync("longest", _longest, _limited);
        Assert.That((await Cache.TryGetAsync<string>("longest")).Value, Is.EqualTo(_longest));
    }

    [Test]
    public async Task Entries_with_another_coder_have_no_limit()
    {
        await Cache.SetAsync("key", _tooLong, _limited);
        await Cache.SetAsync("other", _tooLong);
        Assert.That((await Cache.TryGetAsync<string>("other")).HasValue, Is.True);
    }

    [TestCase(Limit - 1, false)]
    [TestCase(Limit + 1, true)]
    public async Task The_limit_of_the_coder_replaces_that_of_the_store(int ofCoder, bool isStored)
    {
        using Cache cache = NewCache(configure: options => options.Store = options.Store with { MaxPayload = Limit });
        string value = ofCoder > Limit ? _tooLong : _longest;
        await cache.SetAsync("key", value, new CacheEntryOptions { Coder = new JsonCoder().WithMaxPayload(ofCoder) });
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.EqualTo(isStored));
    }

    [Test]
    public async Task Each_type_may_have_a_limit_of_its_own()
    {
        using Cache cache = NewCache(configure: options => options.Coder = new JsonCoder().WithMaxPayload(Limit).For<Sample>(new JsonCoder()));
        await cache.SetAsync("text", _tooLong);
        await cache.SetAsync("sample", new Sample(_tooLong, 1));
        Assert.That((await cache.TryGetAsync<string>("text")).HasValue, Is.False);
        Assert.That((await cache.TryGetAsync<Sample>("sample")).Value, Is.EqualTo(new Sample(_tooLong, 1)));
    }

    [Test]
    public async Task Among_many_values_only_the_longer_ones_are_not_stored()
    {
        await Cache.SetManyAsync(new Dictionary<string, string> { ["a"] = "a", ["b"] = _tooLong, ["c"] = "c" }, _limited);
        Assert.That((await Cache.GetManyAsync<string>(["a", "b", "c"])).Keys, Is.EquivalentTo(new[] { "a", "c" }));
    }

    [Test]
    public async Task Many_computed_values_are_all_returned()
    {
        IReadOnlyDictionary<string, string> values = await Cache.GetOrCreateManyAsync<string>(
            ["short", "long"], (_, _) => ValueTask.FromResult<IReadOnlyDictionary<string, string>>(
                new Dictionary<string, string> { ["short"] = "short", ["long"] = _tooLong }), _limited);
        Assert.That(values["long"], Is.EqualTo(_tooLong));
        Assert.That((await Cache.GetManyAsync<string>(["short", "long"])).Keys, Is.EqualTo(new[] { "short" }));
    }

    [Test]
    public async Task The_payload_counts_after_all_transforms_wherever_the_limit_was_added()
    {
        var coder = new JsonCoder().WithMaxPayload(Limit).Then(new BrotliCompression { MinPayload = 0 });
        await Cache.SetAsync("key", new string('a', 10_000), new CacheEntryOptions { Coder = coder });
        Assert.That((await Cache.TryGetAsync<string>("key", new CacheEntryOptions { Coder = coder })).HasValue, Is.True);
    }

    [Test]
    public async Task A_longer_payload_that_is_stored_already_is_found()
    {
        await Cache.SetAsync("key", _tooLong);
        Assert.That((await Cache.TryGetAsync<string>("key", _limited)).Value, Is.EqualTo(_tooLong));
    }

    [Test]
    public async Task An_older_value_is_not_found_any_more()
    {
        await Cache.SetAsync("key", "old");
        await Cache.SetAsync("key", _tooLong, _limited);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_warning_comes_once_for_a_type_and_a_limit()
    {
        for (int i = 0; i < 20; i++)
        {
            await Cache.SetAsync($"key {i}", _tooLong, _limited);
            await Cache.SetAsync($"other {i}", _tooLong, new CacheEntryOptions { Coder = new JsonCoder().WithMaxPayload(10) });
        }

        string[] warnings = [.. Loggers.At(LogLevel.Warning)];
        Assert.That(warnings, Has.Length.EqualTo(2));
        Assert.That(warnings[0], Does.Contain("System.String").And.Contain("101 bytes").And.Contain("WithMaxPayload allows 100"));
        Assert.That(warnings[1], Does.Contain("WithMaxPayload allows 10"));
    }

    [Test]
    public async Task Short_values_of_the_type_are_stored_after_any_number_of_long_ones()
    {
        for (int i = 0; i < 20; i++)
            await Cache.SetAsync($"key {i}", _tooLong, _limited);
        await Cache.SetAsync("short", "short", _limited);
        Assert.That((await Cache.TryGetAsync<string>("short")).HasValue, Is.True);
    }

    [Test]
    public async Task The_limit_of_a_compression_counts_as_too_long_and_not_as_a_failure_of_the_coder()
    {
        using Cache cache = NewCache(configure: options => options.Coder = new JsonCoder().Then(new BrotliCompression { MaxPayload = Limit }));
        for (int i = 0; i < 20; i++)
            Assert.That(await cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult(_tooLong)), Is.EqualTo(_tooLong));
        await cache.SetAsync("longest", _longest);
        Assert.That((await cache.TryGetAsync<string>("longest")).Value, Is.EqualTo(_longest));
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.Contain("101 bytes").And.Contain("BrotliCompression.MaxPayload allows 100"));
    }

    [Test]
    public async Task In_memory_there_is_no_limit()
    {
        using var memory = new InMemoryBackend();
        using var cache = new Cache(memory, "app", new CacheOptions { Coder = _limited.Coder! });
        await cache.SetAsync("text", _tooLong);
        await cache.SetAsync("coded", new Lazy<string>(() => _tooLong));
        Assert.That((await cache.TryGetAsync<string>("text")).Value, Is.EqualTo(_tooLong));
    }
}
