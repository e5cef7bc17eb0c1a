using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>Computations of any number, depth and outcome leave no state in memory.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class ManyComputationsTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task Failures_in_one_flow_leave_no_state_in_memory()
    {
        const int failures = 5_000;
        var flights = new List<WeakReference>();
        for (int i = 0; i < failures; i++)
            await FailAsync(i % 10 == 0 ? $"{i}" : "key", flights);

        Assert.That(Flight.Current, Is.Null);
        await ExpectCollectedAsync(flights, failures);
        Assert.That(Cache.Engine.Failures.Of("app::key"), Is.Null);
    }

    [Test]
    public async Task Nested_computations_leave_no_state_in_memory([Values] bool fails)
    {
        const int depth = 100;
        var flights = new List<WeakReference>();
        for (int i = 0; i < 3; i++)
        {
            try
            {
                Assert.That(await NestAsync(0), Is.EqualTo(depth));
            }
            catch (FormatException) when (fails)
            {
            }

            Assert.That(Flight.Current, Is.Null);
            await Cache.ClearAsync();
        }

        await ExpectCollectedAsync(flights, 3 * (depth + 1));

        async ValueTask<int> NestAsync(int level) => await Cache.GetOrCreateAsync($"{level}", async _ =>
        {
            flights.Add(new WeakReference(Flight.Current));
            await Task.Yield();
            return level < depth ? await NestAsync(level + 1) : fails ? throw new FormatException() : level;
        });
    }

    [Test]
    public async Task A_computation_longer_than_the_expiration_serves_all_callers_and_its_entry_expires_later([Values] bool hasGrace)
    {
        var options = new CacheEntryOptions
        {
            Expiration = TimeSpan.FromMinutes(1),
            Stale = hasGrace ? new StaleOptions { Grace = TimeSpan.FromMinutes(1), EagerRefreshThreshold = 0.9 } : null,
            Tags = ["tag"],
        };
        var source = new Source { Gate = new Gate() };
        Task<string>[] calls = [.. Enumerable.Range(0, 5).Select(_ => Cache.GetOrCreateAsync("key", source.RunAsync, options).AsTask())];
        await source.Gate.Reached.Soon();
        Clock.Advance(TimeSpan.FromMinutes(10));
        Task<string> late = Cache.GetOrCreateAsync("key", source.RunAsync, options).AsTask();
        source.Gate.Open();
        foreach (Task<string> call in calls.Append(late))
            Assert.That(await call.Soon(), Is.EqualTo("value 1"));

        Clock.Advance(TimeSpan.FromSeconds(50));
        Assert.That(await Cache.GetOrCreateAsync("key", source.RunAsync, options).Soon(), Is.EqualTo("value 1"));
        Assert.That(source.Runs, Is.EqualTo(1));
    }

    private async Task FailAsync(string key, List<WeakReference> flights)
    {
        try
        {
            await Cache.GetOrCreateAsync<int>(key, async _ =>
            {
                flights.Add(new WeakReference(Flight.Current));
                if (flights.Count % 7 == 0)
                    await Task.Yield();
                throw new FormatException();
            });
        }
        catch (FormatException)
        {
        }
    }

    private static async Task ExpectCollectedAsync(List<WeakReference> flights, int count)
    {
        Assert.That(flights, Has.Count.EqualTo(count));
        await Poll.UntilAsync(() =>
        {
            GC.Collect();
            return !flights.Exists(flight => flight.IsAlive);
        });
    }
}
