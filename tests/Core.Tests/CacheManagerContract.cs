using System.Buffers;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

/// <summary>Every member that design.md promises, by its exact signature, as an application would use it.</summary>
[TestFixture, NonParallelizable]
internal sealed class CacheManagerContract
{
    // A delegate takes a method of its own signature only.
    private delegate void Init(ICacheBackend backend, string prefix = "", Action<CacheOptions>? configure = null);

    private delegate ValueTask<T> GetOrCreate<T>(
        string key,
        Func<CancellationToken, ValueTask<T>> factory,
        CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default);

    private delegate ValueTask<CacheResult<T>> TryGet<T>(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    private delegate ValueTask Set<in T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    private delegate ValueTask<bool> Remove(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    private delegate ValueTask<long> Clear(string? @namespace = null, CancellationToken cancellationToken = default);

    private delegate ValueTask<bool> Evict(string tag, CancellationToken cancellationToken = default);

    private delegate ValueTask<T> GetOrCreateWithState<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default);

    [TearDown]
    public void Forget() => CacheManager.Reset();

    [Test]
    public async Task The_global_cache_has_every_operation()
    {
        Init init = CacheManager.Init;
        Action reset = CacheManager.Reset;
        GetOrCreate<string> getOrCreate = CacheManager.GetOrCreateAsync;
        TryGet<string> tryGet = CacheManager.TryGetAsync<string>;
        Set<string> set = CacheManager.SetAsync;
        Remove remove = CacheManager.RemoveAsync;
        Clear clear = CacheManager.ClearAsync;
        Evict evict = CacheManager.EvictAsync;

        init(new RecordingBackend());
        await set("zero", "0", new CacheEntryOptions { Tags = ["numbers"] });
        await evict("numbers");
        Assert.That((await tryGet("zero")).HasValue, Is.False);
        await clear();
        await set("one", "1");
        await getOrCreate("two", _ => ValueTask.FromResult("2"));
        Assert.That(((await tryGet("one")).Value, (await tryGet("two")).Value, await remove("one"), await clear()), Is.EqualTo(("1", "2", true, 1L)));
        reset();
    }

    [Test]
    public void The_global_cache_has_every_property()
    {
        var backend = new RecordingBackend();
        var coder = new CountingCoder();
        var keys = new HashedKeyBuilder();
        CacheManager.Init(backend, "api-cache", options =>
        {
            options.Expiration = TimeSpan.FromMinutes(1);
            options.Coder = coder;
            options.KeyBuilder = keys;
            options.StatusHeader = "X-Cache";
            options.Enabled = false;
            options.Namespace = "users";
        });

        ICacheBackend itsBackend = CacheManager.Backend;
        string prefix = CacheManager.Prefix;
        TimeSpan? expiration = CacheManager.Expiration;
        ICoder itsCoder = CacheManager.Coder;
        IKeyBuilder keyBuilder = CacheManager.KeyBuilder;
        string header = CacheManager.StatusHeader;
        bool enabled = CacheManager.Enabled;
        CacheManager.Enabled = true;

        Assert.That((itsBackend, prefix, expiration, itsCoder, keyBuilder, header, enabled, CacheManager.Enabled), Is.EqualTo(
            ((ICacheBackend)backend, "api-cache", (TimeSpan?)TimeSpan.FromMinutes(1), (ICoder)coder, (IKeyBuilder)keys, "X-Cache", false, true)));
    }

    [Test]
    public async Task A_cache_has_the_same_operations()
    {
        CacheManager.Init(new RecordingBackend(), prefix: "api-cache");
        ICache cache = CacheManager.Default;
        GetOrCreate<string> getOrCreate = cache.GetOrCreateAsync;
        GetOrCreateWithState<int, string> withState = cache.GetOrCreateAsync;
        TryGet<string> tryGet = cache.TryGetAsync<string>;
        Set<string> set = cache.SetAsync;
        Remove remove = cache.RemoveAsync;
        Clear clear = cache.ClearAsync;
        Evict evict = cache.EvictAsync;

        await set("zero", "0", new CacheEntryOptions { Tags = ["numbers"] });
        await evict("numbers");
        Assert.That((await tryGet("zero")).HasValue, Is.False);
        await clear();
        await set("one", "1");
        await getOrCreate("two", _ => ValueTask.FromResult("2"));
        await withState("three", 3, (state, _) => ValueTask.FromResult($"{state}"));
        Assert.That(((await tryGet("three")).Value, await remove("one"), await clear()), Is.EqualTo(("3", true, 2L)));
    }

    [Test]
    public void By_default_the_coder_is_JSON_and_keys_are_readable()
    {
        CacheManager.Init(new RecordingBackend());
        Assert.That(
            (CacheManager.Coder.GetType(), CacheManager.KeyBuilder.GetType(), CacheManager.Prefix),
            Is.EqualTo((typeof(JsonCoder), typeof(DefaultKeyBuilder), "")));
    }

    [Test]
    public async Task A_store_of_a_users_own_is_four_methods_and_one_to_remove()
    {
        CacheManager.Init(new SmallStore());
        await CacheManager.SetAsync(
            "key",
            7,
            new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(1), Namespace = "n", Coder = new SmallCoder(), ByReference = false });
        CacheResult<int> result = await CacheManager.TryGetAsync<int>("key", new CacheEntryOptions { Namespace = "n", Coder = new SmallCoder() });
        Assert.That((result.HasValue, result.Value), Is.EqualTo((true, 7)));
    }

    [Test]
    public void A_key_builder_of_a_users_own_sees_the_whole_call()
    {
        var call = new CacheCall
        {
            Prefix = "p",
            Namespace = "n",
            DeclaringType = typeof(Users),
            Method = typeof(Users).GetMethod(nameof(Users.FindAsync)),
            Arguments = [new CacheArgument("id", 7)],
            Request = null,
        };
        Assert.That(new SmallKeyBuilder().Build(in call), Is.EqualTo("p:n:Users FindAsync id 7 "));
    }

    private sealed class SmallStore : ICacheBackend
    {
        private readonly Dictionary<string, CacheEntry> _entries = [];

        public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
            new(_entries.TryGetValue(key, out CacheEntry entry) ? entry : null);

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
        {
            _entries[key] = new CacheEntry(payload.ToArray(), timeToLive);
            return default;
        }

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => new(_entries.Remove(key));

        public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
            new(_entries.Keys.Count(key => key.StartsWith(prefix, StringComparison.Ordinal) && _entries.Remove(key)));
    }

    private sealed class SmallCoder : ICoder
    {
        public void Encode<T>(T value, IBufferWriter<byte> output) => output.Write([Convert.ToByte(value, null)]);

        public T? Decode<T>(ReadOnlySpan<byte> payload) => (T)Convert.ChangeType(payload[0], typeof(T), null);
    }

    private sealed class SmallKeyBuilder : IKeyBuilder
    {
        public string Build(in CacheCall call) =>
            $"{call.KeyPrefix}{call.DeclaringType!.Name} {call.Method!.Name} {call.Arguments[0].Name} {call.Arguments[0].Value} {call.Request}";
    }
}
