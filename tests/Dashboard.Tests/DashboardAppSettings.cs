namespace CacheKit.Dashboard.Tests;

/// <summary>The settings of a test's application that differ from the defaults.</summary>
internal sealed record DashboardAppSettings
{
    public string Environment { get; init; } = "Development";

    /// <summary>The backend of the default cache; null: a new one in memory.</summary>
    public ICacheBackend? Backend { get; init; }

    public string Prefix { get; init; } = "app";

    public Action<CacheOptions>? Cache { get; init; }

    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Adds middleware.</summary>
    public Action<WebApplication>? Pipeline { get; init; }

    /// <summary>Maps the dashboard and other endpoints; null: the dashboard at its default path.</summary>
    public Action<WebApplication>? Map { get; init; }

    public Action<CacheKitDashboardOptions>? Options { get; init; }

    /// <summary>Whether the application registers a default cache.</summary>
    public bool AddsCacheKit { get; init; } = true;

    /// <summary>Whether requests go through a socket, not through a test server.</summary>
    public bool UsesKestrel { get; init; }
}
