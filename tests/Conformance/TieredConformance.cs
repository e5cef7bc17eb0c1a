namespace CacheKit.Conformance;

/// <summary>
/// Two levels fulfill the contract of one: all of <see cref="BackendConformance"/>, and changes by another process become visible.
/// </summary>
public abstract class TieredConformance : BackendConformance
{
    private readonly string _channel = $"changes-{Guid.NewGuid():N}";
    private readonly List<object> _levels = [];
    private ICacheBackend? _remote;
    private TieredBackend? _other;

    /// <summary>Creates a connection to the shared store.</summary>
    protected abstract ValueTask<ICacheBackend> CreateRemoteAsync();

    /// <summary>Creates the L1 of this process.</summary>
    protected abstract IValueBackend CreateLocal();

    /// <summary>The settings of the two levels.</summary>
    protected virtual TieredBackendOptions Options => new() { TimeProvider = Time, Channel = _channel };

    /// <inheritdoc/>
    protected override async ValueTask<ICacheBackend> CreateBackendAsync()
    {
        _remote = Keep(await CreateRemoteAsync());
        _other = await CreateTiersAsync();
        return await CreateTiersAsync();
    }

    /// <inheritdoc/>
    protected override async ValueTask<ICacheBackend> CreateOtherAsync() => await CreateTiersAsync();

    /// <inheritdoc/>
    protected override async ValueTask EndStoreAsync()
    {
        await (_other?.DisposeAsync() ?? default);
        foreach (object level in _levels)
            await DisposeOfAsync(level);
    }

    [Test]
    public async Task An_entry_that_another_process_sets_is_read()
    {
        await Other.SetAsync(Key(), "payload"u8.ToArray(), TimeSpan.FromHours(1));
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
    }

    [Test]
    public async Task A_removal_by_another_process_is_soon_visible()
    {
        await WriteAsync(Key(), "payload");
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));

        await Other.RemoveAsync(Key());
        await SoonAsync(async () => await ReadAsync(Key()) is null);
    }

    [Test]
    public async Task A_replacement_by_another_process_is_soon_visible()
    {
        await WriteAsync(Key(), "first");
        await ReadAsync(Key());
        await Other.SetAsync(Key(), "second"u8.ToArray(), timeToLive: null);
        await SoonAsync(async () => await ReadAsync(Key()) == "second");
    }

    [Test]
    public async Task A_clear_by_another_process_is_soon_visible()
    {
        await WriteAsync(Key("user:1"), "payload");
        await WriteAsync(Key("users:1"), "payload");
        await Other.ClearAsync(Key("user:"));
        await SoonAsync(async () => await ReadAsync(Key("user:1")) is null);
        Assert.That(await ReadAsync(Key("users:1")), Is.EqualTo("payload"));
    }

    [Test]
    public async Task An_eviction_by_another_process_is_soon_visible()
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        string prefix = $"tiers-{Guid.NewGuid():N}";
        (ICache one, ICache other) = (CacheOn(Tiers, prefix), CacheOn(Other, prefix));
        await one.SetAsync("key", "value", tagged);
        await one.SetAsync("untagged", "value");
        Assert.That((await other.TryGetAsync<string>("key")).HasValue);
        Assert.That((await one.TryGetAsync<string>("key")).HasValue);

        Assert.That(await other.EvictAsync("tag"), Is.True);

        Assert.That((await other.TryGetAsync<string>("key")).HasValue, Is.False);
        await SoonAsync(async () => !(await one.TryGetAsync<string>("key")).HasValue);
        Assert.That((await one.TryGetAsync<string>("untagged")).HasValue);
        await one.ClearAsync();
    }

    [Test]
    public async Task A_change_reaches_every_process_although_the_store_has_lost_the_entry_or_the_tag(
        [Values("set", "evict", "evict softly")] string change, [Values] bool losesEntry, [Values] bool losesTag)
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        string prefix = $"tiers-{Guid.NewGuid():N}";
        (ICache one, ICache other) = (CacheOn(Tiers, prefix), CacheOn(Other, prefix));
        await one.SetAsync("key", "old", tagged);
        Assert.That((await other.TryGetAsync<string>("key")).Value, Is.EqualTo("old"));

        // As a store does under memory pressure.
        if (losesEntry)
            Assert.That(await _remote!.RemoveAsync($"{prefix}::key"), Is.True);
        if (losesTag)
            Assert.That(await _remote!.RemoveAsync($"{prefix}:%tags:tag"), Is.True);
        if (change == "set")
            await one.SetAsync("key", "new", tagged);
        else
            Assert.That(await one.EvictAsync("tag", change == "evict softly" ? EvictionMode.Soft : EvictionMode.Immediate), Is.True);

        string? expected = change == "set" ? "new" : null;
        await SoonAsync(async () => (await other.TryGetAsync<string>("key")).Value == expected);
        await one.ClearAsync();
    }

    [Test]
    public async Task A_write_by_this_process_is_in_both_levels()
    {
        await WriteAsync(Key(), "payload", TimeSpan.FromHours(1));
        Assert.That((await Tiers.Local.GetAsync(Key()))?.ToArray(), Is.EqualTo("payload"u8.ToArray()));
        Assert.That((await _remote!.GetAsync(Key()))?.ToArray(), Is.EqualTo("payload"u8.ToArray()));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_cache_works_without_a_disposed_level(bool isLocal)
    {
        var tiers = (TieredBackend)await CreateOtherAsync();
        ICache cache = CacheOn(tiers, $"tiers-{Guid.NewGuid():N}");
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));

        await DisposeOfAsync(isLocal ? tiers.Local : tiers.Remote);

        await ExpectNoFailureAsync(cache, "key");
        await tiers.DisposeAsync();
    }

    private TieredBackend Tiers => (TieredBackend)Backend;

    private TieredBackend Other => _other!;

    private async ValueTask<TieredBackend> CreateTiersAsync() => new(Keep(CreateLocal()), Keep(await CreateRemoteAsync()), Options);

    private T Keep<T>(T level)
        where T : class
    {
        _levels.Add(level);
        return level;
    }

    // A clock that the test controls is moved while the test waits, until no copy can be valid any longer.
    private Task SoonAsync(Func<ValueTask<bool>> condition)
    {
        DateTimeOffset end = Time.GetUtcNow() + 2 * Options.Staleness;
        return Poll.UntilAsync(async () =>
        {
            if (Clock?.GetUtcNow() < end)
                Clock.Advance(TimeSpan.FromMilliseconds(100));
            return await condition();
        });
    }
}
