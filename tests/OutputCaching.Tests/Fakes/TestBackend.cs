using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.OutputCaching.Tests.Fakes;

/// <summary>The backend of a test, which several applications can share.</summary>
internal sealed class TestBackend : IAsyncDisposable
{
    private readonly PayloadStore _payloads;
    private readonly InMemoryBackend _memory;

    private TestBackend(StoreKind kind, ICacheBackend? redis)
    {
        _payloads = new PayloadStore(Clock);
        _memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });
        Backend = kind switch
        {
            StoreKind.Memory => _memory,
            StoreKind.Payloads => _payloads,
            StoreKind.Levels => new TieredBackend(_memory, _payloads, new TieredBackendOptions { TimeProvider = Clock }),
            _ => redis!,
        };
    }

    public FakeTimeProvider Clock { get; } = new();

    public ICacheBackend Backend { get; }

    /// <summary>Separates the test from others on the same server.</summary>
    public string Prefix { get; } = $"{Guid.NewGuid()}";

    public bool IsDown
    {
        set => _payloads.IsDown = value;
    }

    public static async Task<TestBackend> StartAsync(StoreKind kind) =>
        new(kind, kind == StoreKind.Redis ? await SharedRedis.ConnectAsync() : null);

    public CacheKitBuilder AddTo(IServiceCollection services, Action<CacheOptions>? configure = null) =>
        services.AddCacheKit(Prefix, options =>
        {
            // A busy machine may delay a store; that must not cause a miss in a test of something else.
            (options.TimeProvider, options.Store) = (Clock, new StoreOptions { Timeout = null, BreakAfter = null });
            configure?.Invoke(options);
        }).UseBackend(Backend);

    public async ValueTask DisposeAsync()
    {
        if (Backend is TieredBackend levels)
            await levels.DisposeAsync();
        _memory.Dispose();
        _payloads.Dispose();
    }
}
