using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>The time that a factory takes is measured, also where it fails.</summary>
internal sealed class ValueComputationTests() : StaleFixture(StoreKind.Memory)
{
    [TestCase(null)]
    [TestCase("System.IO.IOException")]
    public async Task The_time_of_a_factory_is_measured_with_its_failure(string? failure)
    {
        using var durations = new HistogramReading("cachekit.computation.duration");
        Source.Failure = failure is null ? null : new IOException();
        Gate gate = Source.Gate = new Gate();
        Task<string> call = GetAsync(new CacheEntryOptions());
        await gate.Reached.Soon();
        Clock.Advance(Second);
        gate.Open();
        await call.Soon().ContinueWith(static _ => { }, TaskScheduler.Default);

        (double seconds, Dictionary<string, object?> tags) = durations.Measurements.Single();
        Assert.That((seconds, tags.GetValueOrDefault(MetricTags.Error)), Is.EqualTo((1.0, (object?)failure)));
    }

    [Test]
    public async Task A_refresh_whose_caller_has_left_may_wait_for_the_computation_that_began_it()
    {
        CacheEntryOptions early = Options(new StaleOptions { EagerRefreshThreshold = 0.5 });
        await GetAsync(early);
        Clock.Advance(40 * Second);
        var refreshed = new TaskCompletionSource<string>();
        int runs = 0;
        var gate = new Gate();
        Task<string> outer = Cache.GetOrCreateAsync("outer", async token =>
        {
            runs++;
            string inner = await Cache.GetOrCreateAsync(
                "key",
                async token =>
                {
                    _ = gate.PassAsync(token);
                    string of = await Cache.GetOrCreateAsync("outer", _ => ValueTask.FromResult("of its own"), cancellationToken: token);
                    refreshed.SetResult(of);
                    return of;
                },
                early,
                token);
            await gate.Reached;
            while (Cache.Engine.Flights.All().Single(flight => flight.Key == "app::outer").Flight.Waiters < 2 && !refreshed.Task.IsCompleted)
                await Task.Delay(1, token);
            return $"outer of {inner}";
        }).AsTask();
        Assert.That(await outer.Soon(), Is.EqualTo("outer of value 1"));
        Assert.That(await refreshed.Task.Soon(), Is.EqualTo("outer of value 1"));
        Assert.That(runs, Is.EqualTo(1));
    }
}
