using System.Runtime.CompilerServices;
using CacheKit.Core.Tests.Fakes;
using CacheKit.Core.Tests.Weaving;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>While somebody observes, the latest calls of functions are remembered, and can be run again.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Remote)]
internal sealed class InspectedRefreshTests(StoreKind kind) : CacheFixture(kind, hasTimeout: false)
{
    private readonly AsyncLocal<string?> _tenant = new();

    private CacheInspector Inspector => new("default", Cache);

    [Test]
    public async Task A_call_that_was_computed_is_computed_again()
    {
        var numbers = new Numbers(Cache);
        using (Inspector.Observe())
        {
            numbers.Call(7);
            Assert.That(Inspector.CanRefresh(numbers.KeyOf(7)), Is.True);
            Assert.That(await Inspector.RefreshAsync(numbers.KeyOf(7)).Soon(), Is.True);
        }

        Assert.That(numbers.Runs, Is.EqualTo(2));
        numbers.Call(7);
        Assert.That(numbers.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task The_new_value_replaces_the_old_one()
    {
        int version = 1;
        var numbers = new Numbers(Cache) { Source = _ => $"version {version}" };
        using IDisposable observed = Inspector.Observe();
        numbers.Call(7);
        version = 2;
        await Inspector.RefreshAsync(numbers.KeyOf(7)).Soon();
        Assert.That(numbers.Call(7), Is.EqualTo("version 2"));
    }

    [Test]
    public async Task A_call_is_remembered_only_while_somebody_observes()
    {
        var numbers = new Numbers(Cache);
        numbers.Call(1);
        using (Inspector.Observe())
        {
            using (Inspector.Observe())
                numbers.Call(2);
            Assert.That(Inspector.CanRefresh(numbers.KeyOf(1)), Is.False);
            Assert.That(Inspector.CanRefresh(numbers.KeyOf(2)), Is.True);
        }

        Assert.That(Inspector.CanRefresh(numbers.KeyOf(2)), Is.False);
        Assert.That(await Inspector.RefreshAsync(numbers.KeyOf(2)).Soon(), Is.False);
        using (Inspector.Observe())
            Assert.That(Inspector.CanRefresh(numbers.KeyOf(2)), Is.False);
    }

    [Test]
    public void The_latest_thousand_calls_are_remembered()
    {
        var numbers = new Numbers(Cache);
        using IDisposable observed = Inspector.Observe();
        for (int number = 0; number <= RecentCalls.Limit; number++)
            numbers.Call(number);

        Assert.That(Inspector.CanRefresh(numbers.KeyOf(0)), Is.False);
        Assert.That(Inspector.CanRefresh(numbers.KeyOf(1)), Is.True);
        Assert.That(Inspector.CanRefresh(numbers.KeyOf(RecentCalls.Limit)), Is.True);
    }

    [Test]
    public async Task A_call_that_is_computed_again_counts_as_the_latest()
    {
        var numbers = new Numbers(Cache);
        using IDisposable observed = Inspector.Observe();
        for (int number = 0; number < RecentCalls.Limit; number++)
            numbers.Call(number);
        await numbers.RemoveAsync(0);
        numbers.Call(0);
        numbers.Call(RecentCalls.Limit);

        Assert.That(Inspector.CanRefresh(numbers.KeyOf(0)), Is.True);
        Assert.That(Inspector.CanRefresh(numbers.KeyOf(1)), Is.False);
    }

    [Test]
    public void A_call_with_an_object_of_its_request_is_not_remembered()
    {
        using IDisposable observed = Inspector.Observe();
        string key = RequestCall.Call(Cache, new object());
        Assert.That(Inspector.CanRefresh(key), Is.False);
        Assert.That(Loggers.Entries.Select(entry => entry.Message), Has.None.Contains("foreground"));
    }

    [Test]
    public async Task A_factory_of_a_caller_is_not_remembered()
    {
        using IDisposable observed = Inspector.Observe();
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        Assert.That(Inspector.CanRefresh("app::key"), Is.False);
    }

    [Test]
    public async Task A_function_that_fails_keeps_its_entry_and_is_logged()
    {
        bool fails = false;
        var numbers = new Numbers(Cache) { Source = number => fails ? throw new InvalidOperationException("The source is down.") : "value" };
        using IDisposable observed = Inspector.Observe();
        numbers.Call(7);
        fails = true;

        Assert.That(await Inspector.RefreshAsync(numbers.KeyOf(7)).Soon(), Is.False);

        Assert.That(Loggers.Entries.Select(entry => entry.Exception?.Message), Has.Some.EqualTo("The source is down."));
        Assert.That(numbers.Call(7), Is.EqualTo("value"));
    }

    [Test]
    public async Task The_function_runs_in_the_execution_context_of_its_call()
    {
        var numbers = new Numbers(Cache) { Source = _ => $"of {_tenant.Value}" };
        using IDisposable observed = Inspector.Observe();
        _tenant.Value = "one";
        numbers.Call(7);
        _tenant.Value = "other";

        await Inspector.RefreshAsync(numbers.KeyOf(7)).Soon();

        Assert.That(numbers.Call(7), Is.EqualTo("of one"));
    }

    [Test]
    public async Task A_function_that_takes_long_goes_on_in_the_background()
    {
        using var slow = new SemaphoreSlim(1);
        var numbers = new Numbers(Cache)
        {
            Source = _ =>
            {
                slow.Wait();
                slow.Release();
                return "value";
            },
        };
        using IDisposable observed = Inspector.Observe();
        numbers.Call(7);
        await slow.WaitAsync();

        Task<bool> refreshing = Inspector.RefreshAsync(numbers.KeyOf(7)).AsTask();
        Assert.That(await Clock.PassUntilAsync(refreshing, atMost: TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(Inspector.Flights.Single().IsInBackground, Is.True);
        slow.Release();
    }

    [Test]
    public void What_was_remembered_is_freed_when_nobody_observes()
    {
        WeakReference held = Remember();
        for (int attempt = 0; attempt < 100 && held.IsAlive; attempt++)
            GC.Collect();
        Assert.That(held.IsAlive, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Remember()
    {
        var source = new object();
        using (Inspector.Observe())
            PlainCall.Call(Cache, source);
        return new WeakReference(source);
    }
}
