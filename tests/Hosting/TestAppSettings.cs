namespace CacheKit.Hosting;

/// <summary>What a test wants of its application otherwise than most.</summary>
internal sealed record TestAppSettings
{
    public Store Store { get; init; }

    /// <summary>The store itself; null: one of the kind of <see cref="Store"/>.</summary>
    public ICacheBackend? Backend { get; init; }

    public string Prefix { get; init; } = "";

    public Action<CacheOptions>? Options { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>What stands in the pipeline before UseCacheKit.</summary>
    public Action<WebApplication>? Outer { get; init; }

    /// <summary>What stands in the pipeline between UseCacheKit and the endpoints.</summary>
    public Action<WebApplication>? Inner { get; init; }

    /// <summary>The settings of UseCacheKit.</summary>
    public Action<CacheKitHttpOptions>? Http { get; init; }

    /// <summary>Whether the application registers a cache of its own; else it has the global one, if any.</summary>
    public bool AddsCacheKit { get; init; } = true;

    public bool UsesCacheKit { get; init; } = true;

    /// <summary>Whether the application has the start-up checks that the package adds to one that refers to it.</summary>
    public bool ChecksAtStartUp { get; init; } = true;
}
