using CacheKit.Conformance;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A cache of its own for each test, on a store of the kind that the fixture is run for.</summary>
internal abstract class CacheFixture : IDisposable
{
    private readonly TimeSpan? _timeout;

    protected CacheFixture(StoreKind kind, bool hasTimeout = true)
    {
        _timeout = hasTimeout ? new StoreOptions().Timeout : null;
        Kind = kind;
        Backend = kind switch
        {
            StoreKind.Memory => new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock }),
            StoreKind.Server => new ReplacingBackend(Clock),
            _ => new RecordingBackend(Clock),
        };
        Cache = NewCache();
    }

    public TestClock Clock { get; } = new();

    protected StoreKind Kind { get; }

    protected ICacheBackend Backend { get; }

    protected RecordingLoggerFactory Loggers { get; } = new();

    protected CountingCoder Coder { get; } = new();

    protected Cache Cache { get; }

    public void Dispose() => (Backend as IDisposable)?.Dispose();

    /// <summary>A further cache on the same store, which it asks each time, however often it fails.</summary>
    protected Cache NewCache(string prefix = "app", Action<CacheOptions>? configure = null)
    {
        var options = new CacheOptions
        {
            LoggerFactory = Loggers,
            Coder = Coder,
            TimeProvider = Clock,
            Store = new StoreOptions { Timeout = _timeout, BreakAfter = null },
        };
        configure?.Invoke(options);
        return new Cache(Backend, prefix, options);
    }
}
