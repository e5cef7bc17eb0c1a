using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Entries;

/// <summary>A transform gets the full key of each entry that it encodes or decodes.</summary>
[TestFixture(StoreKind.Memory), NonParallelizable]
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
internal sealed class KeyedPayloadTests : CacheFixture
{
    private readonly KeyTransform _transform = new();
    private readonly Cache _cache;

    public KeyedPayloadTests(StoreKind kind)
        : base(kind)
    {
        _cache = NewCache(configure: options => options.Coder = new JsonCoder().Then(_transform));
    }

    [Test]
    public async Task A_value_comes_back_under_its_key()
    {
        await _cache.SetAsync("key", "value");
        Assert.That((await _cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(_transform.Keys, Has.All.EqualTo("app::key"));
    }

    [Test]
    public async Task A_namespace_is_part_of_the_key()
    {
        await _cache.SetAsync("key", new Stateful { Text = "value" }, new CacheEntryOptions { Namespace = "users" });
        await PayloadAsync("app:users:key");
        Assert.That(_transform.Keys, Is.Not.Empty);
        Assert.That(_transform.Keys, Has.All.EqualTo("app:users:key"));
    }

    [Test]
    public async Task Callers_that_wait_for_one_computation_get_the_value()
    {
        var computing = new TaskCompletionSource<Stateful>();
        Task<Stateful>[] callers = [.. Enumerable.Range(0, 3).Select(_ => _cache.GetOrCreateAsync("key", async _ => await computing.Task).AsTask())];
        computing.SetResult(new Stateful { Text = "value" });
        Assert.That((await Task.WhenAll(callers)).Select(one => one.Text), Is.All.EqualTo("value"));
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
        Assert.That(_transform.Keys, Has.All.EqualTo("app::key"));
    }

    [Test]
    public async Task Many_keys_are_each_written_and_read_with_their_own()
    {
        await _cache.GetOrCreateManyAsync<Stateful>(["a", "b", "c"], (missing, _) => ValueTask.FromResult<IReadOnlyDictionary<string, Stateful>>(
            missing.ToDictionary(key => key, key => new Stateful { Text = key })));
        IReadOnlyDictionary<string, Stateful> read = await _cache.GetManyAsync<Stateful>(["a", "b", "c"]);
        Assert.That(read.Select(pair => (pair.Key, pair.Value.Text)), Is.EquivalentTo(new[] { ("a", "a"), ("b", "b"), ("c", "c") }));
        foreach (string key in (string[])["a", "b", "c"])
            Assert.That(await PayloadAsync($"app::{key}"), Does.Contain($"app::{key}\n"));
    }

    [Test]
    public async Task An_entry_with_tags_and_a_grace_comes_back()
    {
        var options = new CacheEntryOptions { Tags = ["tag"], Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(1) } };
        await _cache.SetAsync("key", new Stateful { Text = "value" }, options);
        Assert.That((await _cache.TryGetAsync<Stateful>("key", options)).Value?.Text, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_payload_that_was_copied_to_another_key_is_a_miss()
    {
        await _cache.SetAsync("key", new Stateful { Text = "of the key" });
        await Backend.SetAsync("app::other", (await Backend.GetAsync("app::key"))!.Value, timeToLive: null);
        Assert.That((await _cache.TryGetAsync<Stateful>("other")).HasValue, Is.False);
    }

    [Test]
    public async Task A_payload_that_a_transform_refuses_is_counted_and_the_first_one_is_logged()
    {
        using var refused = new CounterReading("cachekit.payloads.refused");
        await _cache.SetAsync("key", new Stateful { Text = "of the key" });
        for (int i = 0; i < 3; i++)
        {
            await Backend.SetAsync($"app::other {i}", (await Backend.GetAsync("app::key"))!.Value, timeToLive: null);
            Assert.That((await _cache.TryGetAsync<Stateful>($"other {i}")).HasValue, Is.False);
        }

        Assert.That(refused.Sum, Is.EqualTo(3));
        Assert.That(Loggers.At(LogLevel.Warning).Single(), Does.StartWith("CacheKit.Core.Tests.Fakes.KeyTransform could not restore"));
    }

    [Test]
    public async Task The_first_refused_payload_of_each_kind_is_logged()
    {
        await _cache.SetAsync("key", new Stateful { Text = "of the key" });
        for (int i = 0; i < 3; i++)
        {
            await Backend.SetAsync($"app::other {i}", (await Backend.GetAsync("app::key"))!.Value, timeToLive: null);
            await Backend.SetAsync($"app::cut {i}", (await Backend.GetAsync("app::key"))!.Value[..PayloadMark.Length], timeToLive: null);
            Assert.That((await _cache.TryGetAsync<Stateful>($"other {i}")).HasValue, Is.False);
            Assert.That((await _cache.TryGetAsync<Stateful>($"cut {i}")).HasValue, Is.False);
        }

        Assert.That(Loggers.At(LogLevel.Warning), Has.Exactly(2).Items);
    }

    [Test]
    public async Task A_payload_without_the_mark_is_a_miss_without_a_warning_and_is_overwritten()
    {
        await Backend.SetAsync("app::key", """{"Text":"plain"}"""u8.ToArray(), timeToLive: null);
        Assert.That((await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new Stateful { Text = "new" }))).Text, Is.EqualTo("new"));
        Assert.That((await _cache.TryGetAsync<Stateful>("key")).Value?.Text, Is.EqualTo("new"));
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
        Assert.That(Loggers.At(LogLevel.Information).Count(message => message.Contains("another coder", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    private async Task<string> PayloadAsync(string key) => System.Text.Encoding.UTF8.GetString((await Backend.GetAsync(key))!.Value.Span);

    // A class that memory hands out as copies.
    internal sealed class Stateful
    {
        public string Text { get; set; } = "";
    }
}
