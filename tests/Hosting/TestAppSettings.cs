namespace CacheKit.Hosting;

/// <summary>The settings of a test's application that differ from the defaults.</summary>
internal sealed record TestAppSettings
{
    public Store Store { get; init; }

    /// <summary>The backend; null: one of the kind of <see cref="Store"/>.</summary>
    public ICacheBackend? Backend { get; init; }

    public string Prefix { get; init; } = "";

    public Action<CacheOptions>? Options { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Adds middleware before UseCacheKit.</summary>
    public Action<WebApplication>? Outer { get; init; }

    /// <summary>Adds middleware between UseCacheKit and the endpoints.</summary>
    public Action<WebApplication>? Inner { get; init; }

    /// <summary>The settings of UseCacheKit.</summary>
    public Action<CacheKitHttpOptions>? Http { get; init; }

    /// <summary>Whether the application registers its own cache; otherwise it uses the global one, if any.</summary>
    public bool AddsCacheKit { get; init; } = true;

    public bool UsesCacheKit { get; init; } = true;

    /// <summary>Whether the application runs the start-up checks that the package adds to an application.</summary>
    public bool ChecksAtStartUp { get; init; }
}
