using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class FlightsTests(StoreKind kind) : CacheFixture(kind)
{
    private const int Callers = 1_000;

    private int _runs;

    [Test]
    public async Task A_thousand_callers_of_a_cold_key_run_the_factory_once()
    {
        var gate = new Gate();
        Task<string>[] calls = [.. Enumerable.Range(0, Callers).Select(_ => Cache.GetOrCreateAsync("key", Behind(gate)).AsTask())];

        gate.Open();

        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.EqualTo("value 1"));
    }

    [Test]
    public async Task Callers_on_many_threads_run_the_factory_once([Values] bool answersAtOnce)
    {
        for (int round = 0; round < 100; round++)
        {
            string key = $"key {round}";
            int runs = 0;
            await Parallel.ForAsync(0, 50, async (_, token) => await Cache.GetOrCreateAsync(key, async _ =>
            {
                Interlocked.Increment(ref runs);
                if (!answersAtOnce)
                    await Task.Yield();
                return new List<string> { key };
            }, null, token));
            Assert.That(runs, Is.EqualTo(1), key);
        }
    }

    [Test]
    public void Later_callers_do_not_join_a_flight_from_before_missed_changes([Values] bool isWriting)
    {
        var flights = Cache.Engine.Flights;
        EntrySettings settings = Cache.SettingsOf(null);
        var flight = flights.Lead<string>("key", settings)!;
        if (isWriting)
            flight.TryBeginWrite();

        flights.DetachAllOnMissedChanges();

        Assert.That(flights.Lead<string>("key", settings) is null, Is.EqualTo(isWriting));
    }

    [Test]
    public async Task An_eviction_detaches_the_computations_of_its_tag_only()
    {
        var flights = Cache.Engine.Flights;
        Flight tagged = flights.Lead<int>("tagged", Cache.SettingsOf(new CacheEntryOptions { Tags = ["other", "tag"] }))!;
        Flight other = flights.Lead<int>("other", Cache.SettingsOf(new CacheEntryOptions { Tags = ["other"] }))!;
        Flight untagged = flights.Lead<int>("untagged", Cache.SettingsOf(null))!;
        await flights.DetachTaggedAsync("app:%tags:tag", CancellationToken.None);
        Assert.That((tagged.TryBeginWrite(), other.TryBeginWrite(), untagged.TryBeginWrite()), Is.EqualTo((false, true, true)));
    }

    [Test]
    public async Task Refreshes_of_a_key_are_listed_until_they_end()
    {
        ResultFlight<int>[] refreshes = [await RefreshAsync(), await RefreshAsync(), await RefreshAsync()];
        Assert.That(Listed(), Is.EquivalentTo(refreshes));
        refreshes[1].Complete(1);
        Assert.That(Listed(), Is.EquivalentTo(new[] { refreshes[0], refreshes[2] }));
        refreshes[2].Complete(1);
        refreshes[0].Complete(1);
        Assert.That(Listed(), Is.Empty);
    }

    [Test]
    public async Task A_refresh_that_writes_detaches_those_that_began_before_it()
    {
        (Flight first, Flight second, Flight third) = (await RefreshAsync(), await RefreshAsync(), await RefreshAsync());
        second.TryBeginWrite();
        await Cache.Engine.Flights.DetachEarlierAsync("key", second).Soon();
        Assert.That((first.TryBeginWrite(), third.TryBeginWrite()), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_refresh_that_writes_does_not_detach_a_computation_that_began_after_it()
    {
        (Flight refresh, ResultFlight<int> failing) = (await RefreshAsync(), await RefreshAsync());
        failing.Fail(new IOException());
        Flight computation = Cache.Engine.Flights.Lead<int>("key", Cache.SettingsOf(null))!;
        refresh.TryBeginWrite();
        await Cache.Engine.Flights.DetachEarlierAsync("key", refresh).Soon();
        Assert.That(computation.TryBeginWrite(), Is.True);
    }

    [Test]
    public void A_caller_joins_a_computation_of_its_own_type_only()
    {
        var flights = Cache.Engine.Flights;
        EntrySettings settings = Cache.SettingsOf(null);
        Assert.That(flights.TryJoin<int>("key", settings), Is.Null);
        ResultFlight<int> flight = flights.Lead<int>("key", settings)!;
        Assert.That(flights.TryJoin<string>("key", settings), Is.Null);
        Assert.That(flights.TryJoin<int>("key", settings), Is.SameAs(flight));
        Assert.That(flight.Waiters, Is.EqualTo(2));
    }

    [Test]
    public async Task The_last_caller_to_leave_cancels_a_refresh_that_it_joined()
    {
        ResultFlight<int> refresh = await RefreshAsync();
        refresh.ContinueInBackground();
        Assert.That(Cache.Engine.Flights.TryJoin<int>("key", Cache.SettingsOf(null)), Is.SameAs(refresh));
        using var leaving = new CancellationTokenSource();
        using (refresh.LeaveOnCancellation(leaving.Token))
            await leaving.CancelAsync();
        await Poll.UntilAsync(() => refresh.Abandoned.IsCancellationRequested);
    }

    [Test]
    public async Task A_factory_that_asks_for_its_own_key_does_not_wait_for_itself()
    {
        string value = await Cache.GetOrCreateAsync("key", async token =>
        {
            await Task.Yield();
            string other = await Cache.GetOrCreateAsync(
                "other",
                async token => $"[{await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("inner"), null, token)}]",
                null,
                token);
            return $"({other})";
        }).AsTask().Soon();
        Assert.That(value, Is.EqualTo("([inner])"));
    }

    [Test]
    public async Task Keys_that_differ_are_computed_at_the_same_time()
    {
        var gate = new Gate();
        Task<string> one = Cache.GetOrCreateAsync("one", Behind(gate)).AsTask();
        Task<string> two = Cache.GetOrCreateAsync("two", Behind(new Gate(), open: true)).AsTask();

        Assert.That(await two.Soon(), Is.EqualTo("value 2"));

        gate.Open();
        await one.Soon();
    }

    [Test]
    public async Task The_same_key_in_two_namespaces_is_computed_twice()
    {
        await Cache.GetOrCreateAsync("key", Behind(new Gate(), open: true), new CacheEntryOptions { Namespace = "one" });
        await Cache.GetOrCreateAsync("key", Behind(new Gate(), open: true), new CacheEntryOptions { Namespace = "two" });
        Assert.That(_runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_factory_may_ask_for_another_key() =>
        Assert.That(
            await Cache.GetOrCreateAsync(
                "outer",
                async token => "outer of " + await Cache.GetOrCreateAsync("inner", _ => ValueTask.FromResult("inner"), null, token)).Soon(),
            Is.EqualTo("outer of inner"));

    [Test]
    public async Task A_factory_may_recurse_over_many_keys()
    {
        async ValueTask<long> Fibonacci(int n) => n < 2 ? n : await Cached(n - 1) + await Cached(n - 2);
        ValueTask<long> Cached(int n) => Cache.GetOrCreateAsync($"fibonacci {n}", _ => Fibonacci(n));

        Assert.That(await Cached(60).Soon(), Is.EqualTo(1_548_008_755_920));
    }

    [Test]
    public async Task Concurrent_calls_of_one_key_with_two_types_both_succeed()
    {
        var gate = new Gate();
        Task<string> text = Cache.GetOrCreateAsync("key", Behind(gate)).AsTask();
        Task<int> number = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7)).AsTask();
        gate.Open();
        Assert.That((await text.Soon(), await number.Soon()), Is.EqualTo(("value 1", 7)));
    }

    [Test]
    public async Task The_async_locals_of_the_first_caller_reach_the_factory()
    {
        var context = new AsyncLocal<string> { Value = "mine" };
        Assert.That(await Cache.GetOrCreateAsync("key", async _ =>
        {
            await Task.Yield();
            return context.Value;
        }).Soon(), Is.EqualTo("mine"));
    }

    private ValueTask<ResultFlight<int>> RefreshAsync() =>
        Cache.Engine.Flights.TakeOverAsync<int>("key", Cache.SettingsOf(null), CancellationToken.None);

    private IEnumerable<Flight> Listed() => Cache.Engine.Flights.All().Select(flight => flight.Flight);

    private Func<CancellationToken, ValueTask<string>> Behind(Gate gate, bool open = false)
    {
        if (open)
            gate.Open();

        return async token =>
        {
            int run = Interlocked.Increment(ref _runs);
            await gate.PassAsync(token);
            return $"value {run}";
        };
    }
}
