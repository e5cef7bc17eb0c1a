using System.Buffers;
using System.Globalization;
using System.Text;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A payload is read into rented memory, which is given back once, after nothing uses it any more.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RentedReadTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly PoisoningBackend _store;

    public RentedReadTests() => _store = new PoisoningBackend(_clock);

    [Test]
    public async Task A_value_is_decoded_from_rented_memory_that_is_given_back([Values] bool transforms)
    {
        using Cache cache = CacheOn(_store, transforms ? new JsonCoder().Then(new NonceTransform()) : null);
        await cache.SetAsync("key", Lines("first"));
        Assert.That((await cache.TryGetAsync<List<string>>("key")).Value, Is.EqualTo(Lines("first")));
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(Lines("second"))), Is.EqualTo(Lines("first")));
        Assert.That((_store.Rented, _store.Returned, _store.ReturnedTwice), Is.EqualTo((2, 2, 0)));
    }

    [Test]
    public async Task A_miss_rents_nothing()
    {
        using Cache cache = CacheOn(_store);
        Assert.That((await cache.TryGetAsync<List<string>>("key")).HasValue, Is.False);
        Assert.That(_store.Rented, Is.Zero);
    }

    [Test]
    public async Task A_value_that_keeps_its_payload_is_not_in_rented_memory()
    {
        using Cache bytes = CacheOn(_store);
        await bytes.SetAsync("bytes", "kept"u8.ToArray());
        byte[]? kept = (await bytes.TryGetAsync<byte[]>("bytes")).Value;

        using Cache texts = CacheOn(_store, new KeepingCoder());
        await texts.SetAsync("text", new KeptText("kept"u8.ToArray()));
        KeptText? text = (await texts.TryGetAsync<KeptText>("text")).Value;

        Assert.That(_store.Rented, Is.Zero);
        Assert.That((kept, text?.ToString()), Is.EqualTo(("kept"u8.ToArray(), "kept")).UsingPropertiesComparer());
    }

    [Test]
    public async Task A_value_that_keeps_its_restored_payload_does_not_keep_rented_memory()
    {
        using Cache cache = CacheOn(_store, new KeepingCoder().Then(new NonceTransform()));
        await cache.SetAsync("key", new KeptText("kept"u8.ToArray()));
        KeptText? kept = (await cache.TryGetAsync<KeptText>("key")).Value;
        await cache.SetAsync("other", new KeptText("lost"u8.ToArray()));
        await cache.TryGetAsync<KeptText>("other");
        Assert.That(kept?.ToString(), Is.EqualTo("kept"));
        Assert.That(_store.Returned, Is.EqualTo(2));
    }

    [Test]
    public async Task A_backend_with_transforms_restores_into_rented_memory()
    {
        using Cache cache = CacheOn(_store.Then(new NonceTransform()));
        await cache.SetAsync("key", Lines("first"), new CacheEntryOptions { Tags = ["tag"] });
        for (int i = 0; i < 3; i++)
            Assert.That((await cache.TryGetAsync<List<string>>("key")).Value, Is.EqualTo(Lines("first")));
        await cache.EvictAsync("tag");
        Assert.That((await cache.TryGetAsync<List<string>>("key")).HasValue, Is.False);
        Assert.That((_store.Rented, _store.Returned, _store.ReturnedTwice), Is.EqualTo((4, 4, 0)));
    }

    [Test]
    public async Task A_stale_entry_is_replaced_on_the_condition_that_the_store_holds_its_bytes()
    {
        using Cache cache = CacheOn(_store);
        var options = new CacheEntryOptions { Expiration = _minute, Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        await cache.SetAsync("key", Lines("first"), options);
        _clock.Advance(2 * _minute);
        Assert.That(await cache.GetOrCreateAsync("key", _ => OtherReadAsync(cache, Lines("second")), options), Is.EqualTo(Lines("second")));
        Assert.That((await cache.TryGetAsync<List<string>>("key", options)).Value, Is.EqualTo(Lines("second")));
        Assert.That(_store.Store.CountOf(RecordingBackend.Replace), Is.EqualTo(1));
        Assert.That(_store.Returned, Is.EqualTo(_store.Rented));
    }

    [Test]
    public async Task A_payload_that_cannot_be_decoded_is_replaced_on_the_same_condition()
    {
        using Cache cache = CacheOn(_store);
        await _store.SetAsync("app::key", "no list"u8.ToArray(), null);
        Assert.That(await cache.GetOrCreateAsync("key", _ => OtherReadAsync(cache, Lines("second"))), Is.EqualTo(Lines("second")));
        Assert.That((await cache.TryGetAsync<List<string>>("key")).Value, Is.EqualTo(Lines("second")));
        Assert.That(_store.Store.CountOf(RecordingBackend.Replace), Is.EqualTo(1));
    }

    // A client may ask for a response that is newer than a fresh one.
    [Test]
    public async Task A_fresh_value_that_its_reader_may_find_too_old_is_replaced_on_the_same_condition([Values] bool transforms)
    {
        using Cache cache = CacheOn(_store, transforms ? new JsonCoder().Then(new NonceTransform()) : null);
        await cache.SetAsync("key", new Dated("first"));
        EntryRead<Dated> read = await cache.Engine.Store.ReadSharedAsync<Dated>("app::key", cache.SettingsOf(null));
        await OtherReadAsync(cache, Lines("other"));
        Assert.That((read.State, read.Value), Is.EqualTo((EntryState.Fresh, new Dated("first"))));
        Assert.That(read.ToFence()?.Expected?.ToArray(), Is.EqualTo(_store.Store["app::key"]));
        Assert.That((_store.Rented, _store.Returned), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task The_tags_of_a_fresh_entry_are_known_after_its_memory_was_given_back()
    {
        using Cache cache = CacheOn(_store);
        await cache.SetAsync("key", Lines("first"), new CacheEntryOptions { Tags = ["one", "two"] });
        EntryRead<List<string>> read = await cache.Engine.Store.ReadAsync<List<string>>("app::key", cache.SettingsOf(null), default);
        await OtherReadAsync(cache, Lines("other"));
        Assert.That((read.State, read.Stored is null), Is.EqualTo((EntryState.Fresh, true)));
        Assert.That(read.Metadata?.Marks.Select(mark => mark.Key), Is.EqualTo(new[] { "app:%tags:one", "app:%tags:two" }));
    }

    [Test]
    public async Task An_entry_whose_tags_can_not_be_read_in_time_has_no_bytes()
    {
        using Cache cache = CacheOn(_store);
        await cache.SetAsync("key", Lines("first"), new CacheEntryOptions { Tags = ["one"] });
        _store.Store.FailFor("app:%tags:one", new TimeoutException());
        EntryRead<List<string>> read = await cache.Engine.Store.ReadAsync<List<string>>("app::key", cache.SettingsOf(null), default);
        Assert.That((read.State, read.TimedOut, read.Stored is null), Is.EqualTo((EntryState.Missing, true, true)));
        Assert.That((_store.Rented, _store.Returned), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_coder_that_fails_before_it_decodes_does_not_fail_the_caller([Values] bool isStored)
    {
        using Cache cache = CacheOn(_store, new UntellingCoder());
        if (isStored)
            await _store.SetAsync("app::key", "payload"u8.ToArray(), null);
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
        Assert.That(_store.Rented, Is.Zero);
    }

    [Test]
    public async Task An_entry_with_a_sliding_expiration_is_extended()
    {
        using Cache cache = CacheOn(_store);
        var options = new CacheEntryOptions { Expiration = TimeSpan.FromHours(1), ExpirationRules = new ExpirationRules { SlidingExpiration = _minute } };
        await cache.SetAsync("key", Lines("first"), options);
        _clock.Advance(0.9 * _minute);
        Gate extending = _store.Store.HoldNext(RecordingBackend.Replace);
        await cache.TryGetAsync<List<string>>("key", options);
        await extending.Reached.Soon();
        await OtherReadAsync(cache, Lines("other"));
        extending.Open();
        Assert.That(
            async () => (await _store.GetWithTimeToLiveAsync("app::key"))?.TimeToLive, Is.GreaterThan(0.5 * _minute).After(60_000, 1));
        Assert.That((await cache.TryGetAsync<List<string>>("key", options)).Value, Is.EqualTo(Lines("first")));
    }

    // The backend may be writing to the memory when the cache ceases to wait.
    [Test]
    public async Task Memory_that_arrives_after_the_timeout_is_not_given_back()
    {
        using Cache cache = CacheOn(_store);
        await cache.SetAsync("key", Lines("first"));
        _store.Store.HeedsTokens = false;
        Gate answer = _store.Store.HoldNextAnswer(RecordingBackend.Get);
        Task<CacheResult<List<string>>> read = cache.TryGetAsync<List<string>>("key").AsTask();
        await answer.Reached.Soon();
        _clock.Advance(_minute);
        Assert.That((await read.Soon()).HasValue, Is.False);
        answer.Open();
        Assert.That(() => _store.Rented, Is.EqualTo(1).After(60_000, 1));
        Assert.That(_store.Returned, Is.Zero);
    }

    // Reads and writes at random, of which some wait in the store while others end. Each value tells which key it is of and what all of it must be.
    [Test]
    public async Task No_reader_sees_memory_of_another_entry([Values(1, 2, 3)] int seed, [Values] bool transforms)
    {
        using Cache cache = CacheOn(transforms ? _store.Then(new NonceTransform()) : _store);
        CacheEntryOptions[] options =
        [
            new() { Expiration = _minute },
            new() { Expiration = _minute, Tags = ["tag"] },
            new() { Expiration = _minute, Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } },
            new() { Expiration = TimeSpan.FromHours(1), ExpirationRules = new ExpirationRules { SlidingExpiration = _minute } },
        ];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => UseAsync(cache, options, new Random((100 * seed) + worker)))));
        Assert.That(_store.ReturnedTwice, Is.Zero);
        Assert.That(_store.Rented, Is.GreaterThan(100).And.EqualTo(_store.Returned));
    }

    private async Task UseAsync(Cache cache, CacheEntryOptions[] options, Random random)
    {
        for (int i = 0; i < 500; i++)
        {
            int number = random.Next(8);
            string key = $"key {number}";
            CacheEntryOptions own = options[number % options.Length];
            switch (random.Next(12))
            {
                case 0:
                    await cache.SetAsync(key, Long(key, random), own);
                    break;
                case 1:
                    await cache.RemoveAsync(key);
                    break;
                case 2:
                    await cache.EvictAsync("tag", EvictionMode.Soft);
                    break;
                case 3:
                    _clock.Advance(_minute * random.NextDouble());
                    break;
                case 4:
                    await cache.TryGetAsync<Dictionary<string, int>>(key, own);
                    break;
                case < 8:
                    Check(key, (await cache.TryGetAsync<List<string>>(key, own)).Value);
                    break;
                default:
                    Check(key, await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(Long(key, random)), own));
                    break;
            }
        }
    }

    private static List<string> Long(string key, Random random)
    {
        lock (random)
            return [key, .. Enumerable.Repeat($"{key} of {random.Next(1_000)}", random.Next(1, 100))];
    }

    private static void Check(string key, List<string>? value)
    {
        if (value is not null)
            Assert.That(value[0] == key && value[1].StartsWith(key, StringComparison.Ordinal) && value.Skip(1).Distinct().Count() == 1, $"{key}: {value[0]}");
    }

    // Takes the memory that was given back last, and writes to it.
    private static async ValueTask<List<string>> OtherReadAsync(Cache cache, List<string> value)
    {
        await cache.SetAsync("other", Lines(new string('x', 1_000)));
        await cache.TryGetAsync<List<string>>("other");
        return value;
    }

    private sealed record Dated(string Text) : IDatedValue
    {
        public bool IsDated => true;
    }

    private sealed class UntellingCoder() : BinaryCoder(new PayloadMark("none"))
    {
        protected override bool KeepsPayload => throw new NotSupportedException();

        protected override void EncodeValue<T>(T value, IBufferWriter<byte> output) => throw new NotSupportedException();

        protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
            where T : default => throw new NotSupportedException();
    }

    private static List<string> Lines(string text) => [text, Encoding.UTF8.GetByteCount(text).ToString(CultureInfo.InvariantCulture)];

    private Cache CacheOn(ICacheBackend store, ICoder? coder = null) =>
        new(store, "app", new CacheOptions { TimeProvider = _clock, Coder = coder ?? new JsonCoder(), Store = new StoreOptions { BreakAfter = null } });
}
