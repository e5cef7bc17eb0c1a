using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>
/// Two processes, which share nothing but a store: two caches on it. Its calls have no timeout, because the clock goes on while they are on their way.
/// </summary>
internal sealed class LeasesTests() : CacheFixture(StoreKind.Server, hasTimeout: false)
{
    private const string LeaseKey = "app:%leases::key";

    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(9);
    private static readonly CacheEntryOptions _options = new() { Expiration = TimeSpan.FromMinutes(1), Lease = _lease };

    private readonly Source _source = new();
    private Cache _other = null!;

    private ReplacingBackend Store => (ReplacingBackend)Backend;

    [SetUp]
    public void StartTheOther() => _other = NewCache();

    [Test]
    public async Task One_process_computes_and_the_other_gets_the_stored_value()
    {
        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache);
        await gate.Reached.Soon();
        Task<string> second = GetAsync(_other);
        await WaitsForTheLeaseAsync();
        gate.Open();
        Assert.That(await first.Soon(), Is.EqualTo("value 1"));
        Assert.That(await OnceTheClockGoesOnAsync(second), Is.EqualTo("value 1"));
        Assert.That(_source.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Without_a_lease_each_process_computes_for_itself()
    {
        CacheEntryOptions options = _options with { Lease = null };
        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache, options);
        await gate.Reached.Soon();
        Task<string> second = GetAsync(_other, options);
        gate.Open();
        await Task.WhenAll(first, second).Soon();
        Assert.That(_source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task The_lease_is_released_when_the_value_is_stored()
    {
        await GetAsync(Cache);
        await UntilItIsGivenBackAsync();
    }

    [Test]
    public async Task The_lease_is_released_when_the_factory_fails_and_the_other_process_computes()
    {
        _source.Failure = new IOException();
        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache);
        await gate.Reached.Soon();
        var own = new Source();
        Task<string> second = GetAsync(_other, source: own);
        await WaitsForTheLeaseAsync();
        gate.Open();
        Assert.That(() => first.Soon(), Throws.TypeOf<IOException>());
        Assert.That(await OnceTheClockGoesOnAsync(second), Is.EqualTo("value 1"));
        Assert.That(own.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task The_lease_is_renewed_while_the_factory_runs()
    {
        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache);
        await gate.Reached.Soon();
        for (int i = 0; i < 6; i++)
            await RenewAsync();

        Assert.That(Store.Keys, Does.Contain(LeaseKey));
        gate.Open();
        await first.Soon();
    }

    [Test]
    public async Task A_renewal_that_fails_is_followed_by_the_next()
    {
        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache);
        await gate.Reached.Soon();
        Store.Fail(RecordingBackend.Replace);
        await RenewAsync(fails: true);
        Store.Recover();
        await RenewAsync();
        await RenewAsync();
        Assert.That(Store.Keys, Does.Contain(LeaseKey));
        gate.Open();
        await first.Soon();
    }

    [Test]
    public async Task The_lease_of_a_process_that_died_expires()
    {
        await Backend.SetAsync(LeaseKey, "another's"u8.ToArray(), _lease);
        Task<string> call = GetAsync(Cache);
        await WaitsForTheLeaseAsync();
        Assert.That(call.IsCompleted, Is.False);
        Clock.Advance(_lease);
        Assert.That(await OnceTheClockGoesOnAsync(call), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_process_that_was_held_up_does_not_overwrite_a_newer_value([Values] bool isStale)
    {
        CacheEntryOptions options = _options with { Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        if (isStale)
        {
            await Cache.SetAsync("key", "stale", options);
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache, options);
        await gate.Reached.Soon();
        await _other.SetAsync("key", "newer", options);
        gate.Open();
        Assert.That(await first.Soon(), Is.EqualTo("value 1"));
        Assert.That((await _other.TryGetAsync<string>("key")).Value, Is.EqualTo("newer"));
    }

    [Test]
    public async Task A_computed_value_is_stored_where_the_entry_it_replaces_has_expired_meanwhile()
    {
        CacheEntryOptions options = _options with { Stale = new StaleOptions { EagerRefreshThreshold = 0.5 } };
        await Cache.SetAsync("key", "old", options);
        Clock.Advance(TimeSpan.FromSeconds(30));
        Gate gate = _source.Gate = new Gate();
        Assert.That(await GetAsync(Cache, options), Is.EqualTo("old"));
        await gate.Reached.Soon();
        Clock.Advance(TimeSpan.FromSeconds(30));
        gate.Open();
        await Poll.UntilAsync(() => Store.CountOf(RecordingBackend.Add) == 2);
        Assert.That((await _other.TryGetAsync<string>("key")).Value, Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_process_that_lost_its_lease_does_not_release_the_lease_of_another()
    {
        Gate gate = _source.Gate = new Gate();
        Task<string> first = GetAsync(Cache);
        await gate.Reached.Soon();
        await Backend.SetAsync(LeaseKey, "another's"u8.ToArray(), null);
        int replacements = Store.CountOf(RecordingBackend.Replace);
        gate.Open();
        await first.Soon();
        await Poll.UntilAsync(() => Store.CountOf(RecordingBackend.Replace) > replacements);
        Assert.That(Store.Keys, Does.Contain(LeaseKey));
    }

    [Test]
    public async Task A_caller_that_leaves_releases_the_lease()
    {
        Gate gate = _source.Gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        Task<string> call = Cache.GetOrCreateAsync("key", _source.RunAsync, _options, cancellation.Token).AsTask();
        await gate.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(() => call.Soon(), Throws.InstanceOf<OperationCanceledException>());
        await UntilItIsGivenBackAsync();
    }

    [Test]
    public async Task A_caller_that_waits_for_the_lease_can_be_cancelled()
    {
        await Backend.SetAsync(LeaseKey, "another's"u8.ToArray(), _lease);
        using var cancellation = new CancellationTokenSource();
        Task<string> call = Cache.GetOrCreateAsync("key", _source.RunAsync, _options, cancellation.Token).AsTask();
        await WaitsForTheLeaseAsync();
        await cancellation.CancelAsync();
        Assert.That(() => call.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_source.Runs, Is.Zero);
    }

    [Test]
    public async Task While_the_store_is_down_each_process_computes_for_itself()
    {
        Store.Fail();
        Assert.That(await GetAsync(Cache).Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_caller_that_waits_for_the_lease_gets_the_stale_value_after_its_soft_timeout()
    {
        CacheEntryOptions options = _options with { Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.FromSeconds(1) } };
        await Cache.SetAsync("key", "stale", options);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Backend.SetAsync(LeaseKey, "another's"u8.ToArray(), _lease);
        Task<string> call = GetAsync(Cache, options);
        await WaitsForTheLeaseAsync();
        Assert.That(await OnceTheClockGoesOnAsync(call), Is.EqualTo("stale"));
    }

    [Test]
    public async Task An_entry_that_cannot_be_used_is_overwritten_under_a_lease_too()
    {
        await Backend.SetAsync("app::key", "no JSON"u8.ToArray(), null);
        await GetAsync(Cache);
        Assert.That((await _other.TryGetAsync<string>("key")).Value, Is.EqualTo("value 1"));
    }

    [Test]
    public void A_lease_of_zero_is_an_error() =>
        Assert.That(() => GetAsync(Cache, _options with { Lease = TimeSpan.Zero }), Throws.ArgumentException.With.Message.Contains("longer than zero"));

    // Lets the time pass after which the lease is renewed, and ends when the store has done it.
    private async Task RenewAsync(bool fails = false)
    {
        Gate renewal = fails ? Store.HoldNext(RecordingBackend.Replace) : Store.HoldNextAnswer(RecordingBackend.Replace);
        Clock.Advance(_lease / 3);
        await renewal.Reached.Soon();
        renewal.Open();
    }

    private Task<string> GetAsync(Cache cache, CacheEntryOptions? options = null, Source? source = null) =>
        cache.GetOrCreateAsync("key", (source ?? _source).RunAsync, options ?? _options).AsTask();

    // A process has asked for the lease and was refused.
    private Task WaitsForTheLeaseAsync()
    {
        int asked = Store.CountOf(RecordingBackend.Add);
        return Clock.PassUntilAsync(() => Store.CountOf(RecordingBackend.Add) > asked, atMost: _lease / 20);
    }

    private Task UntilItIsGivenBackAsync() => Poll.UntilAsync(() => !Store.Keys.Contains(LeaseKey));

    // Less than the lease, which is therefore held for as long as its process lives.
    private Task<T> OnceTheClockGoesOnAsync<T>(Task<T> call) => Clock.PassUntilAsync(call, atMost: _lease * 0.9);
}
