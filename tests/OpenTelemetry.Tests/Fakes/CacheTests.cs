using CacheKit.Conformance;

namespace CacheKit.OpenTelemetry.Tests.Fakes;

/// <summary>Caches with names of their own, because the meter and the source belong to the process. So no other test may run at the same time.</summary>
[NonParallelizable]
internal abstract class CacheTests
{
    private readonly List<IDisposable> _disposed = [];

    protected TestClock Clock { get; private set; } = null!;

    protected SharedStore Store { get; private set; } = null!;

    /// <summary>The name of the cache of the running test.</summary>
    protected static string Name => TestContext.CurrentContext.Test.Name;

    [SetUp]
    public void CreateStore()
    {
        Clock = new TestClock(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Store = new SharedStore();
    }

    [TearDown]
    public void DisposeCaches()
    {
        _disposed.ForEach(one => one.Dispose());
        _disposed.Clear();
    }

    protected Cache InMemory(InMemoryBackendOptions? memory = null, Action<CacheOptions>? configure = null) =>
        NewCache(Owned(new InMemoryBackend(memory ?? new InMemoryBackendOptions { TimeProvider = Clock })), configure);

    protected Cache OnStore(Action<CacheOptions>? configure = null) => NewCache(Store, configure);

    protected Cache OnTwoLevels(string? name = null)
    {
        InMemoryBackend memory = Owned(new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock }));
        return NewCache(Owned(new TieredBackend(memory, Store, new TieredBackendOptions { TimeProvider = Clock })), configure: null, name);
    }

    private Cache NewCache(ICacheBackend backend, Action<CacheOptions>? configure, string? name = null)
    {
        var options = new CacheOptions { TimeProvider = Clock, Store = new StoreOptions { Timeout = null, BreakAfter = 1 } };
        configure?.Invoke(options);
        return Owned(new Cache(backend, "app", options, name ?? Name));
    }

    private T Owned<T>(T one)
        where T : IDisposable
    {
        _disposed.Insert(0, one);
        return one;
    }
}
