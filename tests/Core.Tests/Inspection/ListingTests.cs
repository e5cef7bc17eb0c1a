using System.Globalization;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>The keys of a cache are listed with their parts, without the keys that are not entries.</summary>
[TestFixture]
internal sealed class ListingTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly InMemoryBackend _memory;
    private readonly Cache _cache;
    private readonly CacheInspector _inspector;

    public ListingTests()
    {
        _memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        _cache = New(_memory);
        _inspector = new CacheInspector("default", _cache);
    }

    public void Dispose() => _memory.Dispose();

    [TestCase("")]
    [TestCase("users")]
    [TestCase("a:b%3A")]
    public async Task A_key_has_its_namespace_and_its_name(string @namespace)
    {
        await _cache.SetAsync("key:1", "value", new CacheEntryOptions { Namespace = @namespace, Expiration = TimeSpan.FromHours(1) });

        InspectedKey key = (await ListAsync(_inspector)).Keys.Single();

        Assert.That((key.Kind, key.Namespace, key.Name), Is.EqualTo((KeyKind.Entry, @namespace, "key:1")));
        Assert.That(key.TimeToLive, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(key.Size, Is.Positive);
    }

    [Test]
    public async Task Only_the_keys_of_the_cache_and_of_the_namespace_are_listed()
    {
        await New(_memory, "other").SetAsync("key", "value");
        await _cache.SetAsync("1", "value", new CacheEntryOptions { Namespace = "user" });
        await _cache.SetAsync("2", "value", new CacheEntryOptions { Namespace = "users" });

        Assert.That((await ListAsync(_inspector)).Keys.Select(key => key.Name), Is.EquivalentTo(new[] { "1", "2" }));
        Assert.That((await ListAsync(_inspector, "user")).Keys.Select(key => key.Name), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task A_long_namespace_is_listed_and_cleared_by_the_name_of_its_keys()
    {
        await _cache.SetAsync("key", "value", new CacheEntryOptions { Namespace = new string(':', 300) });
        await _cache.SetAsync("key", "value", new CacheEntryOptions { Namespace = new string(':', 301) });
        InspectedKey[] keys = [.. (await ListAsync(_inspector)).Keys];

        Assert.That((await ListAsync(_inspector, keys[0].Namespace)).Keys.Single().Key, Is.EqualTo(keys[0].Key));
        Assert.That(await _inspector.ClearAsync(keys[0].Namespace), Is.EqualTo(1));
        Assert.That((await ListAsync(_inspector)).Keys.Single().Key, Is.EqualTo(keys[1].Key));
    }

    [Test]
    public async Task Keys_are_found_by_a_text_in_any_case()
    {
        await _cache.SetAsync("Users.FindAsync(id=7)", "value");
        await _cache.SetAsync("Users.FindAsync(id=8)", "value");

        InspectedPage page = await _inspector.ListAsync(null, "findasync(ID=7", cursor: null, 100_000, CancellationToken.None);

        Assert.That(page.Keys.Select(key => key.Name), Is.EqualTo(new[] { "Users.FindAsync(id=7)" }));
        Assert.That(page.Searched, Is.EqualTo(2));
    }

    [Test]
    public async Task Keys_that_are_not_entries_are_listed_only_on_request()
    {
        await _cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["tag:1"] });
        await _memory.SetAsync(_cache.Engine.Keys.OfLease("app::other"), new byte[16], timeToLive: null);
        await _memory.SetAsync(_cache.Engine.Keys.OfVariants("GET /users"), new byte[1], timeToLive: null);

        Assert.That((await ListAsync(_inspector)).Keys.Select(key => key.Kind), Is.EqualTo(new[] { KeyKind.Entry }));
        InspectedPage whole = await _inspector.ListAsync(null, null, cursor: null, 100_000, CancellationToken.None, isWhole: true);
        Assert.That(whole.Keys.Select(key => (key.Kind, key.Name)), Is.EquivalentTo(new[]
        {
            (KeyKind.Entry, "key"), (KeyKind.TagRecord, "tag:1"), (KeyKind.Lease, "app::other"), (KeyKind.Variants, "GET /users"),
        }));
    }

    [Test]
    public async Task The_pages_of_a_store_are_followed_by_their_cursors()
    {
        string[] names = [.. Enumerable.Range(0, 2_000).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        foreach (string name in names)
            await _cache.SetAsync(name, "value");

        var found = new HashSet<string>();
        string? cursor = null;
        do
        {
            InspectedPage page = await _inspector.ListAsync(null, null, cursor, size: 100, CancellationToken.None);
            found.UnionWith(page.Keys.Select(key => key.Name));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.That(_inspector.Listing, Is.EqualTo(ListingSupport.Pages));
        Assert.That(found, Is.EquivalentTo(names));
    }

    [Test]
    public void A_cursor_that_no_page_has_given_is_a_format_error() => Assert.That(
        async () => await _inspector.ListAsync(null, null, "cursor", size: 10, CancellationToken.None), Throws.InstanceOf<FormatException>());

    [TestCase(InspectedStore.WholeLimit, false)]
    [TestCase(InspectedStore.WholeLimit + 1, true)]
    public async Task The_first_keys_of_a_store_without_pages_are_listed(int stored, bool isCut)
    {
        Cache cache = New(new ListingStore());
        for (int number = 0; number < stored; number++)
            await cache.SetAsync(number.ToString(CultureInfo.InvariantCulture), number);
        var inspector = new CacheInspector("default", cache);

        InspectedPage page = await ListAsync(inspector);

        Assert.That(inspector.Listing, Is.EqualTo(ListingSupport.Whole));
        Assert.That(page.Keys, Has.Count.EqualTo(InspectedStore.WholeLimit));
        Assert.That((page.IsCut, page.Next), Is.EqualTo((isCut, (string?)null)));
        Assert.That(
            async () => await inspector.ListAsync(null, null, "cursor", size: 10, CancellationToken.None), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void A_store_that_lists_no_keys_says_so()
    {
        var inspector = new CacheInspector("default", New(new RecordingBackend()));
        Assert.That(inspector.Listing, Is.EqualTo(ListingSupport.None));
        Assert.That(
            async () => await ListAsync(inspector), Throws.InvalidOperationException.With.Message.Contains("RecordingBackend cannot list its keys"));
    }

    [Test]
    public async Task A_store_that_is_down_is_unavailable_and_the_circuit_breaker_is_not_involved()
    {
        var store = new ListingStore(_clock);
        Cache cache = New(store);
        await cache.SetAsync("key", "value");
        store.Fail();
        var inspector = new CacheInspector("default", cache);

        for (int call = 0; call < 10; call++)
            Assert.That(async () => await ListAsync(inspector), Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains("The store is down."));

        Assert.That(inspector.Stores.Single().State, Is.EqualTo(StoreState.Available));
        Assert.That(inspector.Stores.Single().Failures, Is.Zero);
    }

    [Test]
    public async Task A_store_that_does_not_answer_is_unavailable_after_a_limit()
    {
        var store = new ListingStore(_clock) { HeedsTokens = false };
        Cache cache = New(store);
        await cache.SetAsync("key", "value");
        Gate held = store.HoldNext(RecordingBackend.Get);

        Task<InspectedPage> listing = ListAsync(new CacheInspector("default", cache)).AsTask();
        await held.Reached.Soon();
        Assert.That(
            async () => await _clock.PassUntilAsync(listing, atMost: TimeSpan.FromMinutes(1)),
            Throws.InstanceOf<StoreUnavailableException>().With.Message.Contains("did not answer"));
        held.Open();
    }

    [Test]
    public void A_caller_that_leaves_gets_its_cancellation() => Assert.That(
        async () => await _inspector.ListAsync(null, null, null, size: 10, new CancellationToken(canceled: true)),
        Throws.InstanceOf<OperationCanceledException>());

    private static ValueTask<InspectedPage> ListAsync(CacheInspector inspector, string? @namespace = null) =>
        inspector.ListAsync(@namespace, find: null, cursor: null, size: 100_000, CancellationToken.None);

    private Cache New(ICacheBackend backend, string prefix = "app") => new(backend, prefix, new CacheOptions { TimeProvider = _clock });
}
