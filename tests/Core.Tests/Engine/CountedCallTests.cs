using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>Each call is counted once, by what its caller received.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CountedCallTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _graceful = new()
    {
        Expiration = TimeSpan.FromSeconds(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
    };

    private IDisposable? _observing;

    private (long Hits, long Stale, long Misses) Counted
    {
        get
        {
            var figures = Cache.SettingsOf(_graceful).Figures;
            return (figures.Hits, figures.Stale, figures.Misses);
        }
    }

    [SetUp]
    public void Observe() => _observing = Cache.Figures.Observe();

    [TearDown]
    public void EndObserving() => _observing!.Dispose();

    [Test]
    public async Task A_computed_value_is_a_miss_and_the_next_call_a_hit()
    {
        await GetAsync(succeeds: true);
        Assert.That(Counted, Is.EqualTo((0, 0, 1)));
        await GetAsync(succeeds: true);
        Assert.That(Counted, Is.EqualTo((1, 0, 1)));
    }

    [Test]
    public async Task An_expired_value_that_is_served_is_stale()
    {
        await Cache.SetAsync("key", "old", _graceful);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await GetAsync(succeeds: false), Is.EqualTo("old"));
        Assert.That(Counted, Is.EqualTo((0, 1, 0)));
    }

    [Test]
    public async Task An_expired_value_that_is_replaced_is_a_miss()
    {
        await Cache.SetAsync("key", "old", _graceful);
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await GetAsync(succeeds: true), Is.EqualTo("new"));
        Assert.That(Counted, Is.EqualTo((0, 0, 1)));
    }

    [Test]
    public async Task A_refresh_is_none_of_them()
    {
        await Cache.Engine.RefreshAsync("app::key", 0, (_, _) => ValueTask.FromResult("new"), Cache.SettingsOf(_graceful), default);
        Assert.That(Counted, Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task A_refresh_that_fails_is_none_of_them()
    {
        await Cache.SetAsync("key", "old", _graceful);
        Clock.Advance(TimeSpan.FromSeconds(2));
        string served = await Cache.Engine.RefreshAsync<int, string>(
            "app::key", 0, (_, _) => throw new IOException("No source."), Cache.SettingsOf(_graceful), default);
        Assert.That((served, Counted), Is.EqualTo(("old", (0L, 0L, 0L))));
    }

    [Test]
    public async Task A_caller_that_lost_its_leader_is_one_miss()
    {
        var gate = new Gate();
        Task<string> leader = Cache.GetOrCreateAsync<string>("key", async _ =>
        {
            await gate.PassAsync(CancellationToken.None);
            throw new ObjectDisposedException("of the leader");
        }, _graceful).AsTask();
        Task<string> follower = GetAsync(succeeds: true);
        gate.Open();
        Assert.That(() => leader.Soon(), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(await follower.Soon(), Is.EqualTo("new"));
        Assert.That(Counted, Is.EqualTo((0, 0, 2)));
    }

    private Task<string> GetAsync(bool succeeds) => Cache.GetOrCreateAsync(
        "key", _ => succeeds ? ValueTask.FromResult("new") : ValueTask.FromException<string>(new IOException("No source.")), _graceful).AsTask();
}
