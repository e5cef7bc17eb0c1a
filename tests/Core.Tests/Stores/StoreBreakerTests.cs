using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Stores;

/// <summary>The breaker opens after consecutive failures, lets one trial call through after a while, and closes when that succeeds.</summary>
[TestFixture]
internal sealed class StoreBreakerTests : CacheFixture
{
    private static readonly TimeSpan _break = TimeSpan.FromSeconds(2);

    private readonly RecordingBackend _store;
    private readonly Cache _cache;

    public StoreBreakerTests()
        : base(StoreKind.Remote)
    {
        _store = (RecordingBackend)Backend;
        _cache = NewCache(configure: options => options.Store = new StoreOptions { BreakAfter = 3, BreakFor = _break });
    }

    [Test]
    public async Task The_breaker_opens_after_the_default_number_of_consecutive_failures()
    {
        _store.Fail();
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(3));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    [TestCase(50)]
    public async Task The_breaker_opens_after_the_number_of_failures_that_the_options_set(int breakAfter)
    {
        Cache cache = NewCache(configure: options => options.Store = new StoreOptions { BreakAfter = breakAfter });
        _store.Fail();
        for (int i = 0; i < 100; i++)
            await cache.TryGetAsync<string>("key");
        Assert.That(_store.Calls, Has.Count.EqualTo(breakAfter));
    }

    [Test]
    public async Task A_success_resets_the_count_of_failures()
    {
        for (int i = 0; i < 10; i++)
        {
            _store.Fail();
            await ReadAsync(times: 2);
            _store.Recover();
            await ReadAsync(times: 1);
        }

        Assert.That(_store.Calls, Has.Count.EqualTo(30));
    }

    [Test]
    public async Task Failures_count_however_much_time_lies_between_them()
    {
        _store.Fail();
        for (int i = 0; i < 3; i++)
        {
            await ReadAsync(times: 1);
            Clock.Advance(TimeSpan.FromHours(1));
        }

        _store.Calls.Clear();
        await ReadAsync(times: 1);
        Assert.That(_store.Calls, Has.Count.EqualTo(1));
        await ReadAsync(times: 1);
        Assert.That(_store.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task After_the_break_one_call_tries_the_store()
    {
        await BreakAsync();
        _store.Recover();
        Clock.Advance(_break);
        Gate trial = _store.HoldNext(RecordingBackend.Get);
        Task first = ReadAsync(times: 1);
        await trial.Reached.Soon();
        await ReadAsync(times: 10).Soon();
        Assert.That(_store.Calls, Has.Count.EqualTo(1));
        trial.Open();
        await first.Soon();
    }

    [Test]
    public async Task A_successful_trial_closes_the_breaker()
    {
        await BreakAsync();
        _store.Recover();
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Is.Empty);
        Clock.Advance(_break);
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task A_failed_trial_opens_the_breaker_for_the_same_time_again()
    {
        await BreakAsync();
        for (int i = 1; i <= 5; i++)
        {
            Clock.Advance(_break);
            await ReadAsync(times: 10);
            Assert.That(_store.Calls, Has.Count.EqualTo(i));
        }
    }

    [Test]
    public async Task A_cancelled_trial_opens_the_breaker_for_the_same_time_again()
    {
        await BreakAsync();
        _store.Recover();
        Clock.Advance(_break);
        Gate trial = _store.HoldNext(RecordingBackend.Get);
        using var cancellation = new CancellationTokenSource();
        Task left = _cache.TryGetAsync<string>("key", null, cancellation.Token).AsTask();
        await trial.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(async () => await left.Soon(), Throws.InstanceOf<OperationCanceledException>());

        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(1));
        Clock.Advance(_break);
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(11));
    }

    [Test]
    public async Task After_a_successful_trial_the_breaker_takes_as_many_failures_to_open_again()
    {
        await BreakAsync();
        _store.Recover();
        Clock.Advance(_break);
        await ReadAsync(times: 1);
        _store.Fail();
        _store.Calls.Clear();
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_success_of_a_call_from_before_the_break_does_not_end_it()
    {
        Gate answer = _store.HoldNextAnswer(RecordingBackend.Get);
        Task early = ReadAsync(times: 1);
        await answer.Reached.Soon();
        await BreakAsync();
        answer.Open();
        await early.Soon();
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Is.Empty);
    }

    [Test]
    public async Task A_failure_of_a_call_from_before_the_break_does_not_prolong_it()
    {
        _store.Fail();
        Gate slow = _store.HoldNext(RecordingBackend.Get);
        Task late = ReadAsync(times: 1);
        await slow.Reached.Soon();
        await BreakAsync();
        _store.Recover();
        Clock.Advance(_break);
        slow.Open();
        await late.Soon();
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task A_trial_that_the_store_refuses_ends_the_break()
    {
        await BreakAsync();
        _store.Fail(exception: new StoreRefusedException("WRONGTYPE", isTransient: false, "The key holds a list."));
        Clock.Advance(_break);
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(10));
    }

    [Test]
    public async Task A_trial_with_a_key_that_no_store_can_take_opens_the_breaker_again()
    {
        await BreakAsync();
        _store.Fail(exception: new ArgumentException("That is no key."));
        Clock.Advance(_break);
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(1));

        _store.Recover();
        Clock.Advance(_break);
        await ReadAsync(times: 10);
        Assert.That(_store.Calls, Has.Count.EqualTo(11));
    }

    [Test]
    public async Task Cancelled_callers_do_not_count_as_failures()
    {
        for (int i = 0; i < 10; i++)
        {
            Gate gate = _store.HoldNext(RecordingBackend.Get);
            using var cancellation = new CancellationTokenSource();
            Task left = _cache.TryGetAsync<string>("key", null, cancellation.Token).AsTask();
            await gate.Reached.Soon();
            await cancellation.CancelAsync();
            Assert.That(async () => await left.Soon(), Throws.InstanceOf<OperationCanceledException>());
        }

        _store.Calls.Clear();
        await ReadAsync(times: 1);
        Assert.That(_store.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Values_are_computed_while_the_breaker_is_open()
    {
        await BreakAsync();
        Assert.That(await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
        Assert.That(_store.Calls, Is.Empty);
    }

    [Test]
    public async Task An_outage_is_one_warning_and_its_end_counts_the_calls_that_were_not_made()
    {
        await BreakAsync();
        await ReadAsync(times: 10);
        _store.Recover();
        Clock.Advance(_break);
        await ReadAsync(times: 10);
        Assert.That(Loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
        Assert.That(Loggers.At(LogLevel.Information), Is.EqualTo(new[] { "RecordingBackend answers again after 13 failed calls" }));
    }

    [Test]
    public async Task Concurrent_calls_open_the_breaker_and_close_it()
    {
        _store.Fail();
        await Parallel.ForAsync(0, 1_000, async (_, _) => await ReadAsync(times: 1));
        Assert.That(_store.Calls, Has.Count.LessThan(100));
        _store.Recover();
        Clock.Advance(_break);
        await ReadAsync(times: 1);
        _store.Calls.Clear();
        await Parallel.ForAsync(0, 1_000, async (_, _) => await ReadAsync(times: 1));
        Assert.That(_store.Calls, Has.Count.EqualTo(1_000));
    }

    [Test]
    public async Task A_store_in_this_process_has_no_breaker()
    {
        var store = new FailingValueBackend();
        var cache = new Cache(store, "app", new CacheOptions());
        for (int i = 0; i < 10; i++)
            await cache.RemoveAsync("key");
        Assert.That(store.Removals, Is.EqualTo(10));
    }

    private async Task ReadAsync(int times)
    {
        for (int i = 0; i < times; i++)
            await _cache.TryGetAsync<string>("key");
    }

    private async Task BreakAsync()
    {
        _store.Fail();
        await ReadAsync(times: 3);
        _store.Calls.Clear();
    }
}
