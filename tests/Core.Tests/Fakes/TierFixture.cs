using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Processes that share a store, each with a memory of its own in front of it.</summary>
internal abstract class TierFixture : IDisposable
{
    protected const string Key = "app::key";

    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(1);

    private readonly List<IDisposable> _made = [];

    protected FakeTimeProvider Clock { get; } = new();

    protected TimeSpan Bound { get; } = TimeSpan.FromSeconds(5);

    public void Dispose() => _made.ForEach(made => made.Dispose());

    /// <summary>A process that uses a store.</summary>
    protected TieredBackend Process(ICacheBackend store, Action<TieredBackendOptions>? configure = null)
    {
        var options = new TieredBackendOptions { TimeProvider = Clock };
        configure?.Invoke(options);
        var local = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });
        var process = new TieredBackend(local, store, options);
        _made.AddRange([process, local]);
        return process;
    }

    /// <summary>The same, once it hears the others.</summary>
    protected async Task<TieredBackend> HearingProcessAsync(ICacheBackend store, Action<TieredBackendOptions>? configure = null)
    {
        TieredBackend process = Process(store, configure);
        await process.GetAsync("nothing");
        await UntilAsync(() => process.L1.CopyValidity.IsConnected);
        return process;
    }

    protected static ValueTask SetAsync(TieredBackend process, string text, string key = Key, TimeSpan? timeToLive = null) =>
        process.SetAsync(key, Encoding.UTF8.GetBytes(text), timeToLive);

    protected static async ValueTask<string?> GetAsync(TieredBackend process, string key = Key) =>
        await process.GetAsync(key) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    /// <summary>The copy in the memory of a process that it would hand out.</summary>
    protected static string? CopyIn(TieredBackend process, string key = Key) =>
        process.L1.GetValue(key) is { } copy ? Encoding.UTF8.GetString(copy.ToPayload().Span) : null;

    /// <summary>Waits for what goes on in the background, with a deadline.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!condition())
        {
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(_deadline), "It did not come true.");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Lets intervals pass, one after another, until something has come true.</summary>
    protected Task UntilLaterAsync(Func<bool> condition) => UntilAsync(() =>
    {
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
