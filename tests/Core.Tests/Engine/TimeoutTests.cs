using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A caller waits for a factory no longer than its soft and hard timeouts.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class TimeoutTests(StoreKind kind) : StaleFixture(kind)
{
    private static readonly CacheEntryOptions _soft = Options(new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = Second });
    private static readonly CacheEntryOptions _atOnce = Options(new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero });
    private static readonly CacheEntryOptions _hard = Options(new StaleOptions { HardTimeout = Second });

    [Test]
    public async Task After_the_soft_timeout_a_caller_gets_the_stale_value_and_the_factory_goes_on()
    {
        await GetAsync(_soft);
        Clock.Advance(Minute);
        Gate gate = Source.Gate = new Gate();
        Task<string> call = GetAsync(_soft);
        await gate.Reached.Soon();
        Assert.That(call.IsCompleted, Is.False);
        Clock.Advance(Second);
        Assert.That(await call.Soon(), Is.EqualTo("value 1"));

        gate.Open();
        await UntilAsync("value 2", _atOnce);
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Before_the_soft_timeout_a_failure_is_no_failure_of_a_background_refresh()
    {
        await GetAsync(_soft);
        Clock.Advance(Minute);
        Source.Failure = new IOException();
        Assert.That(await GetAsync(_soft).Soon(), Is.EqualTo("value 1"));
        Assert.That(Loggers.Entries.Select(entry => entry.Exception), Has.None.SameAs(Source.Failure));
    }

    [Test]
    public async Task Before_the_soft_timeout_a_caller_gets_the_value_of_the_factory()
    {
        await GetAsync(_soft);
        Clock.Advance(Minute);
        Assert.That(await GetAsync(_soft).Soon(), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_soft_timeout_of_zero_serves_the_stale_value_without_a_wait_and_refreshes_it()
    {
        await GetAsync(_atOnce);
        Clock.Advance(Minute);
        Gate gate = Source.Gate = new Gate();
        for (int i = 0; i < 10; i++)
            Assert.That(await GetAsync(_atOnce).Soon(), Is.EqualTo("value 1"));
        await gate.Reached.Soon();
        gate.Open();
        await UntilAsync("value 2", _atOnce);
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_caller_that_leaves_with_the_stale_value_does_not_cancel_the_factory()
    {
        await GetAsync(_soft);
        Clock.Advance(Minute);
        Gate gate = Source.Gate = new Gate();
        using var cancellation = new CancellationTokenSource();
        Task<string> call = GetAsync(_soft, cancellation.Token);
        await gate.Reached.Soon();
        Clock.Advance(Second);
        await call.Soon();
        await cancellation.CancelAsync();
        gate.Open();
        await UntilAsync("value 2", _atOnce);
    }

    [Test]
    public async Task A_factory_that_blocks_its_thread_does_not_hold_a_caller_longer()
    {
        await GetAsync(_soft);
        Clock.Advance(Minute);
        using var held = new ManualResetEventSlim();
        var started = new Gate();
        Task<string> call = Task.Run(() => Cache.GetOrCreateAsync("key", token =>
        {
            _ = started.PassAsync(token);
            held.Wait(token);
            return ValueTask.FromResult("late");
        }, _soft).AsTask());
        await started.Reached.Soon();
        Assert.That(await Clock.PassUntilAsync(call, atMost: Second), Is.EqualTo("value 1"));
        held.Set();
    }

    [Test]
    public async Task After_the_hard_timeout_a_caller_gets_an_exception_and_the_factory_goes_on()
    {
        Gate gate = Source.Gate = new Gate();
        Task<string> call = GetAsync(_hard);
        await gate.Reached.Soon();
        Clock.Advance(Second);
        Assert.That(() => call.Soon(), Throws.TypeOf<TimeoutException>().With.Message.Contains("00:00:01"));
        gate.Open();
        await UntilAsync("value 1", Options(new StaleOptions()));
    }

    [Test]
    public void A_TimeoutException_of_the_factory_reaches_the_caller_as_it_is()
    {
        Source.Failure = new TimeoutException("own");
        Assert.That(() => GetAsync(_hard).Soon(), Throws.TypeOf<TimeoutException>().With.Message.EqualTo("own"));
    }
}
