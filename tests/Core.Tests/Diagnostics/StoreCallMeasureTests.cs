using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Diagnostics;

/// <summary>The duration of calls of a store, while somebody listens.</summary>
[TestFixture, NonParallelizable]
internal sealed class StoreCallMeasureTests
{
    [Test]
    public async Task A_call_is_measured_once_and_with_its_error_if_it_fails([Values] bool fails)
    {
        var measured = new ConcurrentQueue<(double Seconds, object? Error)>();
        using MeterListener listener = Listen(measured);
        var clock = new FakeTimeProvider();
        var calls = new LimitedCalls(new RecordingBackend(clock), new StoreHealth("measured", clock, TimeSpan.FromSeconds(1)));
        var answer = new TaskCompletionSource<int>();
        var operation = new StoreOperation<int, int>("call", (_, _, _) => new(answer.Task)) { Subject = static _ => "key" };

        Task<int> call = calls.CallAsync(operation, 0, CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromSeconds(3));
        if (fails)
            answer.SetException(new IOException());
        else
            answer.SetResult(7);
        await Task.WhenAny(call).Soon();
        Assert.That(measured, Is.EqualTo(new[] { (3.0, fails ? (object)typeof(IOException).FullName! : null) }));
    }

    private static MeterListener Listen(ConcurrentQueue<(double Seconds, object? Error)> measured)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "cachekit.store.duration")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            if (named[MetricTags.Backend] is "measured")
                measured.Enqueue((seconds, named.GetValueOrDefault(MetricTags.Error)));
        });
        listener.Start();
        return listener;
    }
}
