using System.Runtime.CompilerServices;
using System.Text;
using CacheKit.Conformance;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Processes that share a store, each with a memory of its own in front of it.</summary>
internal abstract class TierFixture : IDisposable
{
    protected const string Key = "app::key";

    private readonly List<IDisposable> _made = [];

    protected TestClock Clock { get; } = new();

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
        await Poll.UntilAsync(() => process.L1.CopyValidity.IsConnected);
        return process;
    }

    protected static ValueTask SetAsync(TieredBackend process, string text, string key = Key, TimeSpan? timeToLive = null) =>
        process.SetAsync(key, Encoding.UTF8.GetBytes(text), timeToLive);

    protected static async ValueTask<string?> GetAsync(TieredBackend process, string key = Key) =>
        await process.GetAsync(key) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    /// <summary>The copy in the memory of a process that it would hand out.</summary>
    protected static string? CopyIn(TieredBackend process, string key = Key) =>
        process.L1.GetValue(key) is { } copy ? Encoding.UTF8.GetString(copy.ToPayload().Span) : null;

    /// <summary>Lets intervals pass until something is true, but fewer than after which a process without messages drops its copies.</summary>
    protected Task WithinBoundAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? description = null) =>
        Clock.PassUntilAsync(condition, Bound - TimeSpan.FromSeconds(1), description);

    /// <summary>Lets intervals pass until something is true, and copies reach the bound.</summary>
    protected Task BeyondBoundAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? description = null) =>
        Clock.PassUntilAsync(condition, 2 * Bound, description);
}
