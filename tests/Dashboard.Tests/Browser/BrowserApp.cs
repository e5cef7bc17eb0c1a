using CacheKit.Servers;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>An application with cached endpoints and a dashboard, and the store behind it.</summary>
internal sealed class BrowserApp : IAsyncDisposable
{
    private readonly DashboardApp _app;
    private readonly RedisServer? _server;
    private readonly IAsyncDisposable? _backend;

    private BrowserApp(DashboardApp app, RedisServer? server, IAsyncDisposable? backend)
    {
        _app = app;
        _server = server;
        _backend = backend;
    }

    public RedisServer Redis => _server!;

    public HttpClient Client => _app.Client;

    public ICache Cache => _app.Cache;

    public string Origin => _app.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public static async Task<BrowserApp> StartAsync(StoreKind kind, Action<CacheKitDashboardOptions>? options = null)
    {
        RedisServer? server = kind == StoreKind.Redis ? await RedisServer.StartAsync() : null;
        RedisBackend? backend = server is null ? null : new RedisBackend(server.PatientConnectionString);
        DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Backend = backend,
            UsesKestrel = true,
            Cache = settings => settings.Store = new StoreOptions { Timeout = null },
            Pipeline = application => application.UseCacheKit(),
            Map = application => Map(application, options ?? (settings => settings.ShowsValues = true)),
        });
        return new BrowserApp(app, server, backend);
    }

    /// <summary>The address of a page of the dashboard.</summary>
    public string Page(string page = "") => $"{Origin}/cachekit/{page}";

    /// <summary>Sends a request to an endpoint, and returns HIT, MISS, BYPASS or what else the header says.</summary>
    public async Task<string?> AskAsync(string path)
    {
        Answer answer = await _app.SendAsync(HttpMethod.Get, path);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        return answer.CacheKit;
    }

    public async Task<string> ReadAsync(string path) => (await _app.SendAsync(HttpMethod.Get, path)).Body;

    /// <summary>Requests each path until its response is cached.</summary>
    public async Task FillAsync(params string[] paths)
    {
        foreach (string path in paths)
            await Conformance.Poll.UntilAsync(async () => await AskAsync(path) == "HIT");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_backend is not null)
            await _backend.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static void Map(WebApplication app, Action<CacheKitDashboardOptions> options)
    {
        app.MapGet("/users/{id}", [Cache(300, Namespace = "users", Tags = ["user:{id}", "users"], Grace = 600)] (int id) =>
            Results.Json(new { id, name = "a <reader>", roles = new[] { "reader", "admin" }, drawn = Random.Shared.Next() }));
        app.MapGet("/prices/{id}", [Cache(300, Namespace = "prices")] (int id) => Results.Text($"price {id}"));
        app.MapGet("/", [Cache(60)] () => "home");
        app.MapGet("/cookie", [Cache(60)] (HttpContext context) => context.Response.Cookies.Append("seen", "yes"));
        app.MapGet("/draws/{id}", (int id) => Draws.NextAsync(id));
        app.MapCacheKit(configure: options);
    }
}
