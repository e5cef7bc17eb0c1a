using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>An entry is kept for its grace after the expiration, and served when its factory fails.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class GraceTests(StoreKind kind) : StaleFixture(kind)
{
    private static readonly CacheEntryOptions _options = Options(new StaleOptions { Grace = TimeSpan.FromHours(1), RetryAfter = 10 * Second });

    [SetUp]
    public async Task StoreAsync() => await GetAsync(_options);

    [Test]
    public async Task An_entry_is_a_hit_until_its_expiration()
    {
        Clock.Advance(Minute - Second);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task An_expired_entry_is_computed_anew()
    {
        Clock.Advance(Minute);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 2"));
        Assert.That(await GetAsync(_options), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task The_stale_value_is_served_where_the_factory_fails()
    {
        Source.Failure = new IOException();
        Clock.Advance(Minute);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 1"));
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Every_waiting_caller_gets_the_stale_value_where_the_factory_fails()
    {
        Clock.Advance(Minute);
        Source.Gate = new Gate();
        Source.Failure = new IOException();
        Task<string>[] calls = [.. Enumerable.Range(0, 10).Select(_ => GetAsync(_options))];
        await Source.Gate.Reached.Soon();
        Source.Gate.Open();
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.EqualTo("value 1"));
    }

    [Test]
    public async Task After_a_failure_the_factory_is_not_run_again_before_the_pause_has_passed()
    {
        Source.Failure = new IOException();
        Clock.Advance(Minute);
        await GetAsync(_options);
        Clock.Advance(9 * Second);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 1"));
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task After_the_pause_the_factory_is_run_again()
    {
        Source.Failure = new IOException();
        Clock.Advance(Minute);
        await GetAsync(_options);
        Source.Failure = null;
        Clock.Advance(10 * Second);
        Assert.That(await GetAsync(_options), Is.EqualTo("value 3"));
    }

    [Test]
    public async Task After_the_grace_the_failure_reaches_the_caller()
    {
        Source.Failure = new IOException();
        Clock.Advance(Minute + TimeSpan.FromHours(1));
        Assert.That(() => GetAsync(_options), Throws.TypeOf<IOException>());
    }

    [TestCase(7, 2)]
    [TestCase(1, 0.99)]
    public async Task The_stale_value_of_an_entry_with_tags_is_served_for_its_whole_grace(int grace, double age)
    {
        CacheEntryOptions options = Options(new StaleOptions { Grace = TimeSpan.FromDays(grace) }) with { Tags = ["tag"] };
        await Cache.GetOrCreateAsync("earlier", Source.RunAsync, options);
        Clock.Advance(TimeSpan.FromDays(grace));
        await Cache.GetOrCreateAsync("tagged", Source.RunAsync, options);
        Clock.Advance(TimeSpan.FromDays(age));
        Source.Failure = new IOException();
        Assert.That(await Cache.GetOrCreateAsync("tagged", Source.RunAsync, options), Is.EqualTo("value 3"));
    }

    [Test]
    public async Task TryGet_does_not_find_a_stale_value()
    {
        Clock.Advance(Minute);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_caller_without_a_grace_is_not_served_a_stale_value()
    {
        Source.Failure = new IOException();
        Clock.Advance(Minute);
        Assert.That(() => GetAsync(new CacheEntryOptions { Expiration = Minute }), Throws.TypeOf<IOException>());
    }

    [Test]
    public async Task A_removed_entry_is_not_served_stale()
    {
        Clock.Advance(Minute);
        Source.Failure = new IOException();
        await GetAsync(_options);
        await Cache.RemoveAsync("key");
        Assert.That(() => GetAsync(_options), Throws.TypeOf<IOException>());
    }

    [Test]
    public async Task A_cancelled_caller_is_not_served_a_stale_value()
    {
        Clock.Advance(Minute);
        Source.Gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        Task<string> call = GetAsync(_options, cancellation.Token);
        await Source.Gate.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(() => call.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task The_stale_value_is_served_where_the_factory_cancels_itself()
    {
        Clock.Advance(Minute);
        Source.Failure = new OperationCanceledException();
        Assert.That(await GetAsync(_options), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task The_stale_value_is_served_where_the_factory_fails_although_its_caller_was_cancelled()
    {
        Clock.Advance(Minute);
        using var cancellation = new CancellationTokenSource();
        Task<string> call = Cache.GetOrCreateAsync<string>("key", _ =>
        {
            cancellation.Cancel();
            throw new IOException();
        }, _options, cancellation.Token).AsTask();
        Assert.That(await call.Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_value_that_was_set_has_the_grace_too()
    {
        await Cache.SetAsync("key", "set", _options);
        Clock.Advance(Minute);
        Source.Failure = new IOException();
        Assert.That(await GetAsync(_options), Is.EqualTo("set"));
    }

    [Test]
    public async Task A_grace_may_follow_the_longest_expiration()
    {
        CacheEntryOptions options = _options with { Expiration = TimeSpan.MaxValue - Second };
        await Cache.SetAsync("long", "value", options);
        Clock.Advance(TimeSpan.FromDays(1_000));
        Assert.That((await Cache.TryGetAsync<string>("long")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_grace_may_be_the_default_of_a_cache()
    {
        Cache cache = NewCache(configure: options =>
        {
            options.Expiration = Minute;
            options.Stale = new StaleOptions { Grace = Minute };
        });
        await cache.GetOrCreateAsync("own", Source.RunAsync);
        Clock.Advance(Minute);
        Source.Failure = new IOException();
        Assert.That(await cache.GetOrCreateAsync("own", Source.RunAsync), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Each_caller_gets_its_own_copy_of_a_stale_mutable_value()
    {
        CacheEntryOptions options = _options;
        await Cache.GetOrCreateAsync("list", _ => ValueTask.FromResult(new List<int> { 1 }), options);
        Clock.Advance(Minute);
        static ValueTask<List<int>> Fail(CancellationToken token) => throw new IOException();
        List<int> first = await Cache.GetOrCreateAsync("list", Fail, options);
        first.Add(2);
        Assert.That(await Cache.GetOrCreateAsync("list", Fail, options), Is.EqualTo(new[] { 1 }));
    }
}
