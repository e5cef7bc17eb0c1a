using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>A small API on a free loopback port, whose handlers count their runs.</summary>
internal sealed class Api : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _runs;

    // No timeout unless a test needs one: a busy machine may delay a store.
    private Api(ICacheBackend backend, ILoggerProvider? logs, string prefix, StoreOptions? store)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (logs is not null)
            builder.Logging.AddProvider(logs);
        builder.Services.AddCacheKit(prefix, options =>
        {
            options.Store = store ?? new StoreOptions { Timeout = null };
            options.AddPolicy("fragile", policy => policy.Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(1), RetryAfter = TimeSpan.Zero });
        }).UseBackend(backend);

        _app = builder.Build();
        _app.UseCacheKit();
        _app.MapGet("/json", [Cache(60)] () => new Answer(Interlocked.Increment(ref _runs)));
        _app.MapGet("/items/{id}", [Cache(60, Namespace = "items")] (int id) => new Answer(Interlocked.Increment(ref _runs) + (1000 * id)));
        _app.MapGet("/page", [Cache(60)] (HttpResponse response) =>
        {
            response.Headers["X-Run"] = $"{Interlocked.Increment(ref _runs)}";
            return Results.Content("<p>a page</p>", "text/html; charset=utf-8");
        });
        _app.MapGet("/failing", [Cache(60), CacheStatusCodes(500)] () =>
            Results.Json(new Answer(Interlocked.Increment(ref _runs)), statusCode: 500));
        _app.MapGet("/leased", [Cache(60, Lease = 5), VaryBy(Host = false)] async () =>
        {
            await Task.Yield();
            return new Answer(Interlocked.Increment(ref _runs));
        });
        _app.MapGet("/fragile", [Cache(1, Policy = "fragile")] () =>
            IsDown ? Results.StatusCode(503) : Results.Ok(new Answer(Interlocked.Increment(ref _runs))));
        _app.MapGet("/forever", [Cache] () => new Answer(Interlocked.Increment(ref _runs)));
    }

    public HttpClient Client { get; private set; } = null!;

    public ICache Cache => _app.Services.GetRequiredService<ICache>();

    public ICacheSettings CacheSettings => _app.Services.GetRequiredService<ICacheSettings>();

    /// <summary>Whether the handler of /fragile fails.</summary>
    public bool IsDown { get; set; }

    public int Runs => Volatile.Read(ref _runs);

    public static async Task<Api> StartAsync(ICacheBackend backend, ILoggerProvider? logs = null, string prefix = "api", StoreOptions? store = null)
    {
        var api = new Api(backend, logs, prefix, store);
        await api._app.StartAsync();
        api.Client = new HttpClient { BaseAddress = new Uri(api._app.Urls.Single()) };
        return api;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal sealed record Answer(int Run);
}
