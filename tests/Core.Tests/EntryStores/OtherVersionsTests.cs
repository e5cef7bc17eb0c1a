using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Two versions of an application, with two shapes of a type, use the same entries.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class OtherVersionsTests : IDisposable
{
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _clock = new();
    private readonly RecordingBackend _store;
    private readonly List<IDisposable> _made = [];
    private readonly RecordingLoggerFactory _oldLog = new();
    private readonly RecordingLoggerFactory _newLog = new();
    private readonly Cache _old;
    private readonly Cache _new;
    private int _computed;

    public OtherVersionsTests(bool hasTwoLevels)
    {
        _store = new RecordingBackend(_clock);
        _old = NewCache(hasTwoLevels, _oldLog);
        _new = NewCache(hasTwoLevels, _newLog);
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());

    [Test]
    public async Task An_entry_of_another_shape_is_a_miss_that_is_overwritten()
    {
        await _old.SetAsync("key", new Old(1));
        Assert.That((await _new.TryGetAsync<New>("key")).HasValue, Is.False);
        Assert.That(await NewAsync("key"), Is.EqualTo(new New(1, "new")));
        Assert.That((await _new.TryGetAsync<New>("key")).Value, Is.EqualTo(new New(1, "new")));
    }

    [Test]
    public async Task An_entry_of_another_shape_is_logged_once_and_not_as_a_warning()
    {
        for (int i = 0; i < 10; i++)
        {
            await _old.SetAsync($"key {i}", new Old(1));
            await NewAsync($"key {i}");
        }

        Assert.That(_newLog.At(LogLevel.Information).Count(message => message.Contains("another shape", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(_newLog.At(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task Entries_of_an_older_version_that_has_ended_are_all_overwritten()
    {
        for (int i = 0; i < 100; i++)
            await _old.SetAsync($"key {i}", new Old(1));
        for (int i = 0; i < 100; i++)
            await NewAsync($"key {i}");
        for (int i = 0; i < 100; i++)
            Assert.That((await _new.TryGetAsync<New>($"key {i}")).HasValue, Is.True);
    }

    [Test]
    public async Task Two_versions_do_not_overwrite_each_other_for_ever()
    {
        for (int i = 0; i < 100; i++)
            await BothAsync("key");
        Assert.That(Writes, Is.LessThan(6));
    }

    [Test]
    public async Task Two_versions_write_a_bounded_number_of_times_over_many_keys()
    {
        for (int round = 0; round < 20; round++)
        {
            for (int i = 0; i < 10; i++)
                await BothAsync($"key {i}");
        }

        Assert.That(Writes, Is.LessThan(40));
    }

    [Test]
    public async Task Both_versions_always_get_values_of_their_own_shape()
    {
        for (int i = 0; i < 20; i++)
            await BothAsync("key");
        Assert.That(_computed, Is.GreaterThan(0));
    }

    [Test]
    public async Task One_of_the_two_versions_has_hits()
    {
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        int before = _computed;
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        Assert.That(_computed - before, Is.EqualTo(10));
    }

    [Test]
    public async Task The_version_that_yields_tries_again_after_a_minute()
    {
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        int before = Writes;
        _clock.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        Assert.That(Writes - before, Is.InRange(1, 3));
    }

    [Test]
    public async Task The_version_that_yields_stores_the_entry_when_the_other_has_ended()
    {
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        _clock.Advance(TimeSpan.FromMinutes(1));
        await NewAsync("key");
        await OldAsync("key");
        int before = _computed;
        bool newHits = await NewAsync("key") is not null && _computed == before;
        before = _computed;
        bool oldHits = await OldAsync("key") is not null && _computed == before;
        Assert.That(newHits || oldHits, Is.True);
    }

    [Test]
    public async Task A_version_that_yields_is_logged_once()
    {
        for (int minute = 0; minute < 5; minute++)
        {
            for (int i = 0; i < 10; i++)
                await BothAsync("key");
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        int told = _oldLog.At(LogLevel.Information).Concat(_newLog.At(LogLevel.Information)).Count(
            message => message.Contains("left in place", StringComparison.Ordinal));
        Assert.That(told, Is.EqualTo(1));
    }

    [Test]
    public async Task The_version_that_yields_stores_keys_that_the_other_does_not_use()
    {
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        await OldAsync("old");
        await NewAsync("new");
        int before = _computed;
        await OldAsync("old");
        await NewAsync("new");
        Assert.That(_computed, Is.EqualTo(before));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_version_removes_what_the_other_has_stored(bool isOld)
    {
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        Assert.That(await (isOld ? _old : _new).RemoveAsync("key"), Is.True);
        Assert.That(_store.Keys, Has.None.EqualTo("app::key"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_version_sets_its_value_whatever_the_other_has_stored(bool isOld)
    {
        for (int i = 0; i < 10; i++)
            await BothAsync("key");
        if (isOld)
            await _old.SetAsync("key", new Old(9));
        else
            await _new.SetAsync("key", new New(9, "set"));
        Assert.That(isOld ? (await _old.TryGetAsync<Old>("key")).Value?.Id : (await _new.TryGetAsync<New>("key")).Value?.Id, Is.EqualTo(9));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Either_version_evicts_what_the_other_has_stored_by_its_tag(bool isOld)
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        await _old.GetOrCreateAsync("key", _ => Counted(new Old(1)), tagged);
        await (isOld ? _old : _new).EvictAsync("tag");
        _clock.Advance(TimeSpan.FromMilliseconds(101));
        int before = _computed;
        await _old.GetOrCreateAsync("key", _ => Counted(new Old(1)), tagged);
        Assert.That(_computed, Is.EqualTo(before + 1));
    }

    // Only those of the entries.
    private int Writes =>
        _store.Calls.Count(
            call => call.Operation is RecordingBackend.Set or RecordingBackend.Add or RecordingBackend.Replace && call.Key.Contains(
                "::key", StringComparison.Ordinal));

    private Cache NewCache(bool hasTwoLevels, RecordingLoggerFactory loggers)
    {
        ICacheBackend backend = _store;
        if (hasTwoLevels)
        {
            var local = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
            var tiers = new TieredBackend(
                local,
                _store,
                new TieredBackendOptions
                {
                    TimeProvider = _clock,
                    Interval = TimeSpan.FromMilliseconds(50),
                    Staleness = TimeSpan.FromMilliseconds(100),
                });
            _made.AddRange([tiers, local]);
            backend = tiers;
        }

        var cache = new Cache(
            backend,
            "app",
            new CacheOptions { TimeProvider = _clock, LoggerFactory = loggers, Store = new StoreOptions { BreakAfter = null } });
        _made.Insert(0, cache);
        return cache;
    }

    // Copies in memory end in between, so that each process meets what the other has written.
    private async Task BothAsync(string key)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(101));
        Assert.That(await OldAsync(key), Is.EqualTo(new Old(1)));
        Assert.That(await NewAsync(key), Is.EqualTo(new New(1, "new")));
    }

    private ValueTask<Old> OldAsync(string key) => _old.GetOrCreateAsync(key, _ => Counted(new Old(1)));

    private ValueTask<New> NewAsync(string key) => _new.GetOrCreateAsync(key, _ => Counted(new New(1, "new")));

    private ValueTask<T> Counted<T>(T value)
    {
        _computed++;
        return ValueTask.FromResult(value);
    }

    internal sealed record Old(int Id);

    internal sealed record New(int Id, string Name);
}
