using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>One middleware before the cache, and the same one after it.</summary>
internal abstract class OrderScenarios(string store) : ScenarioTests(store)
{
    protected const string Stored = "CacheKit; fwd=uri-miss; stored";

    protected Task<TestApp> StartAsync(
        bool inFront, Action<WebApplication> middleware, Action<WebApplication> routes, Action<IServiceCollection>? services = null) =>
        base.StartAsync(routes, new TestAppSettings
        {
            Services = services,
            Outer = inFront ? middleware : null,
            Inner = inFront ? null : middleware,
        });

    /// <summary>The warnings of CacheKit.</summary>
    protected static string[] WarningsOf(TestApp app) => [.. app.Log.OfCacheKit.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];
}
