using CacheKit.Core.Tests.Coders;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A cache whose coder is chosen by type: each type is treated as if its coder were that of the cache.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
internal sealed class TypedCoderCacheTests(StoreKind kind) : CacheFixture(kind)
{
    private readonly MarkedCoder _marked = new("one");

    [Test]
    public async Task Values_of_each_type_are_stored_with_the_coder_of_the_type()
    {
        using Cache cache = NewCache(new JsonCoder().For<Sample>(_marked));
        await cache.SetAsync("sample", new Sample("a", 1));
        await cache.SetAsync("text", "text");
        Assert.That(await IsMarkedAsync("sample"), Is.True);
        Assert.That(await IsMarkedAsync("text"), Is.False);
        Assert.That((await cache.TryGetAsync<Sample>("sample")).Value, Is.EqualTo(new Sample("a", 1)));
        Assert.That((await cache.TryGetAsync<string>("text")).Value, Is.EqualTo("text"));
    }

    [Test]
    public async Task Computed_values_and_many_values_are_too()
    {
        using Cache cache = NewCache(new JsonCoder().For<Sample>(_marked));
        await cache.GetOrCreateAsync("one", _ => ValueTask.FromResult(new Sample("a", 1)));
        await cache.SetManyAsync(new Dictionary<string, Sample> { ["two"] = new("b", 2), ["three"] = new("c", 3) });
        foreach (string key in new[] { "one", "two", "three" })
            Assert.That(await IsMarkedAsync(key), Is.True, key);
        Assert.That((await cache.GetManyAsync<Sample>(["one", "two", "three"])).Values.Select(sample => sample.Age), Is.EquivalentTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task A_change_of_the_coder_of_a_type_is_a_miss_on_both_sides_and_leaves_other_types()
    {
        using Cache old = NewCache(new JsonCoder());
        using Cache @new = NewCache(new JsonCoder().For<Sample>(_marked));
        await old.SetAsync("sample", new Sample("old", 1));
        await old.SetAsync("text", "old");
        Assert.That((await @new.TryGetAsync<Sample>("sample")).HasValue, Is.False);
        Assert.That((await @new.TryGetAsync<string>("text")).Value, Is.EqualTo("old"));
        Assert.That(await @new.GetOrCreateAsync("sample", _ => ValueTask.FromResult(new Sample("new", 2))), Is.EqualTo(new Sample("new", 2)));
        Assert.That((await old.TryGetAsync<Sample>("sample")).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task The_transform_of_a_type_gets_the_key_of_the_entry()
    {
        var transform = new KeyTransform();
        using Cache cache = NewCache(new JsonCoder().For<Sample>(_marked.Then(transform)));
        await cache.SetAsync("sample", new Sample("a", 1));
        await cache.SetAsync("text", "text");
        Assert.That((await cache.TryGetAsync<Sample>("sample")).Value, Is.EqualTo(new Sample("a", 1)));
        Assert.That(transform.Keys, Is.EqualTo(new[] { "app::sample", "app::sample" }));
    }

    [Test]
    public async Task A_transform_after_all_parts_gets_the_key_of_each_entry()
    {
        var transform = new KeyTransform();
        using Cache cache = NewCache(new JsonCoder().For<Sample>(_marked).Then(transform));
        await cache.SetAsync("sample", new Sample("a", 1));
        await cache.SetAsync("text", "text");
        Assert.That(transform.Keys, Is.EqualTo(new[] { "app::sample", "app::text" }));
        Assert.That((await cache.TryGetAsync<Sample>("sample")).HasValue && (await cache.TryGetAsync<string>("text")).HasValue, Is.True);
    }

    [Test]
    public async Task Values_of_a_type_that_its_coder_does_not_change_are_not_checked()
    {
        using Cache cache = NewCache(_marked.For<int>(new JsonCoder()).For<Sample>(Coder), checksEveryValue: true);
        await cache.SetAsync("number", 7);
        await cache.SetAsync("sample", new Sample("a", 1));
        Assert.That(Coder.Encoded, Is.EqualTo(1));
        Assert.That(Coder.Decoded, Is.Zero);
        await cache.SetAsync("text", "text");
        Assert.That(_marked.Encoded, Is.EqualTo(2));
    }

    [Test]
    public async Task A_value_that_the_coder_of_its_type_alters_is_not_stored()
    {
        using Cache cache = NewCache(new JsonCoder().For<Models.Hidden>(_marked));
        await cache.SetAsync("key", new Models.Hidden { Lines = [1] });
        Assert.That((await cache.TryGetAsync<Models.Hidden>("key")).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.Contain("MarkedCoder").And.Contain("Hidden.Lines"));
    }

    [Test]
    public async Task A_type_of_another_shape_is_a_miss_within_its_part()
    {
        using Cache cache = NewCache(_marked.For(type => type.Name.StartsWith("Sample", StringComparison.Ordinal), new JsonCoder()));
        await cache.SetAsync("key", new Sample("a", 1));
        Assert.That((await cache.TryGetAsync<SampleWithMore>("key")).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Information).Count(line => line.Contains("another shape", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_policy_replaces_the_coder_of_all_types()
    {
        using Cache cache = NewCache(new JsonCoder().For<Sample>(_marked));
        var json = new CacheEntryOptions { Coder = new JsonCoder() };
        await cache.SetAsync("key", new Sample("a", 1), json);
        Assert.That(await IsMarkedAsync("key"), Is.False);
        Assert.That((await cache.TryGetAsync<Sample>("key", json)).Value, Is.EqualTo(new Sample("a", 1)));
    }

    [Test]
    public async Task A_value_whose_type_fails_the_condition_is_returned_and_not_stored_with_one_warning()
    {
        using Cache cache = NewCache(new JsonCoder().For(type => type.GetGenericTypeDefinition() == typeof(List<>), _marked));
        await cache.SetAsync("list", new List<string> { "a" });
        Assert.That((await cache.TryGetAsync<List<string>>("list")).Value, Is.EqualTo(new[] { "a" }));
        for (int i = 0; i < 3; i++)
            Assert.That(await cache.GetOrCreateAsync("sample", _ => ValueTask.FromResult(new Sample("a", i))), Is.EqualTo(new Sample("a", i)));
        Assert.That(await IsMarkedAsync("list"), Is.True);
        Assert.That((await cache.TryGetAsync<Sample>("list")).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.Contain("Sample").And.Contain("condition"));
    }

    private Cache NewCache(ICoder coder, bool checksEveryValue = false) => NewCache(configure: options =>
    {
        options.Coder = coder;
        options.ChecksEveryValue = checksEveryValue;
    });

    private async Task<bool> IsMarkedAsync(string key) => PayloadMark.IsMarked((await Backend.GetAsync($"app::{key}"))!.Value.Span);

    private sealed record SampleWithMore(string FirstName, int Age, string More);
}
