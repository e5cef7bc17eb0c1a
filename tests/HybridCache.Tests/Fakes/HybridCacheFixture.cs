using CacheKit.Servers;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>Creates the HybridCache of an implementation for each test.</summary>
internal abstract class HybridCacheFixture<TSetup> : IDisposable
    where TSetup : IHybridCacheSetup
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(1);

    private readonly List<ServiceProvider> _services = [];

    protected HybridCacheFixture() => Cache = Create(new HybridCacheSettings());

    // Microsoft's implementation needs a later time after a tag was removed.
    protected FakeTimeProvider Clock { get; } = new() { AutoAdvanceAmount = TimeSpan.FromTicks(1) };

    protected RecordingLoggers Log { get; } = new();

    /// <summary>A cache with the default settings.</summary>
    protected HybridCache Cache { get; }

    public void Dispose() => _services.ForEach(services => services.Dispose());

    protected HybridCache Create(HybridCacheSettings settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddSingleton<ILoggerFactory>(Log);
        settings.Services?.Invoke(services);
        TSetup.Register(services, settings, Clock);
        ServiceProvider built = services.BuildServiceProvider();
        _services.Add(built);
        return built.GetRequiredService<HybridCache>();
    }

    /// <summary>The value of a key, or what a factory returns that is called if there is none.</summary>
    protected static ValueTask<string> GetAsync(
        HybridCache cache, string key, string computed = "computed", HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null) =>
        cache.GetOrCreateAsync(key, computed, static (computed, _) => new ValueTask<string>(computed), options, tags);

    /// <summary>The value of a key in the given levels; null if there is none.</summary>
    protected static ValueTask<string?> PeekAsync(HybridCache cache, string key, HybridCacheEntryFlags flags = 0) =>
        cache.GetOrCreateAsync<string?>(
            key,
            static _ => throw new InvalidOperationException("The factory was called."),
            With(HybridCacheEntryFlags.DisableUnderlyingData | flags));

    protected static HybridCacheEntryOptions With(HybridCacheEntryFlags flags) => new() { Flags = flags };

    protected static Task<T> Soon<T>(ValueTask<T> task) => task.AsTask().WaitAsync(_deadline);

    protected static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(_deadline);

    protected static Task Soon(Task task) => task.WaitAsync(_deadline);
}
