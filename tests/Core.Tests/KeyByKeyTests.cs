namespace CacheKit.Core.Tests;

/// <summary>An ICache that has the operations for one key has those for many, too.</summary>
[TestFixture]
internal sealed class KeyByKeyTests : IDisposable
{
    private readonly InMemoryBackend _memory = new();
    private readonly ICache _cache;

    public KeyByKeyTests() => _cache = new Decorator(new Cache(_memory, "app", new CacheOptions()));

    public void Dispose() => _memory.Dispose();

    [Test]
    public async Task A_decorated_cache_sees_every_key()
    {
        await _cache.SetManyAsync<string>([new("a", "1"), new("b", "2"), new("a", "3")], new CacheEntryOptions { Tags = ["tag"] });
        Assert.That(await _memory.GetAsync("app::decorated a"), Is.Not.Null);
        Assert.That(await _cache.GetManyAsync<string>(["a", "absent", "b", "a"]), Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "3", ["b"] = "2" }));
        Assert.That(await _cache.RemoveManyAsync(["a", "absent"]), Is.EqualTo(1));
        Assert.That(await _cache.EvictManyAsync(["other", "tag"]), Is.True);
        Assert.That(await _cache.GetManyAsync<string>(["a", "b"]), Is.Empty);
    }

    [Test]
    public async Task A_decorated_cache_loads_the_missing_keys_in_chunks()
    {
        var loads = new List<string[]>();
        await _cache.SetAsync("b", "cached");
        IReadOnlyDictionary<string, string> values = await _cache.GetOrCreateManyAsync<string>(["a", "b", "c", "none", "a"], (missing, _) =>
        {
            loads.Add([.. missing]);
            return new(missing.Where(key => key != "none").ToDictionary(key => key));
        }, maxBatch: 2);
        Assert.That(loads, Is.EqualTo(new[] { new[] { "a", "c" }, ["none"] }));
        Assert.That(values, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "a", ["b"] = "cached", ["c"] = "c" }));
        Assert.That((await _cache.TryGetAsync<string>("c")).Value, Is.EqualTo("c"));
        Assert.That(() => _cache.GetManyAsync<string>(["a", ""]), Throws.ArgumentException.With.Message.StartsWith("keys[1] is empty."));
    }

    [Test]
    public void A_factory_that_returns_null_is_an_error_that_says_what_to_return() =>
        Assert.That(
            async () => await _cache.GetOrCreateManyAsync<string>(["a"], (_, _) => default),
            Throws.InvalidOperationException.With.Message.Contains("Return a dictionary"));

    private sealed class Decorator(ICache inner) : ICache
    {
        public ValueTask<T> GetOrCreateAsync<T>(string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.GetOrCreateAsync($"decorated {key}", factory, options, cancellationToken);

        public ValueTask<T> GetOrCreateAsync<TState, T>(
            string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.GetOrCreateAsync($"decorated {key}", state, factory, options, cancellationToken);

        public ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.TryGetAsync<T>($"decorated {key}", options, cancellationToken);

        public ValueTask SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.SetAsync($"decorated {key}", value, options, cancellationToken);

        public ValueTask<bool> RemoveAsync(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
            inner.RemoveAsync($"decorated {key}", options, cancellationToken);

        public ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default) => inner.ClearAsync(@namespace, cancellationToken);

        public ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default) => inner.EvictAsync(tag, cancellationToken);

        public ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken = default) => inner.EvictAsync(tag, mode, cancellationToken);
    }
}
