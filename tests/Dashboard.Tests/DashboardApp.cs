using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace CacheKit.Dashboard.Tests;

/// <summary>An application with a cache and a dashboard, and its client.</summary>
internal sealed class DashboardApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly InMemoryBackend _memory;

    private DashboardApp(WebApplication app, InMemoryBackend memory, RecordingLog log, HttpClient client)
    {
        _app = app;
        _memory = memory;
        Log = log;
        Client = client;
    }

    public RecordingLog Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public ICache Cache => Services.GetRequiredService<ICache>();

    public static async Task<DashboardApp> StartAsync(DashboardAppSettings? settings = null)
    {
        settings ??= new DashboardAppSettings();
        var log = new RecordingLog();
        var memory = new InMemoryBackend();
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = settings.Environment });
        builder.Logging.ClearProviders().AddProvider(log);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        if (!settings.UsesKestrel)
            builder.WebHost.UseTestServer();
        if (settings.AddsCacheKit)
            builder.Services.AddCacheKit(settings.Prefix, settings.Cache).UseBackend(settings.Backend ?? memory);
        settings.Services?.Invoke(builder.Services);

        WebApplication app = builder.Build();
        try
        {
            settings.Pipeline?.Invoke(app);
            if (settings.Map is { } map)
                map(app);
            else
                app.MapCacheKit(configure: settings.Options);
            await app.StartAsync();
            return new DashboardApp(app, memory, log, settings.UsesKestrel ? ClientOf(app) : app.GetTestClient());
        }
        catch
        {
            await app.DisposeAsync();
            memory.Dispose();
            throw;
        }
    }

    /// <summary>Sends a GET to a path below the dashboard, with headers in the form <c>Name: value</c>.</summary>
    public Task<Answer> GetAsync(string path, params string[] headers) => SendAsync(HttpMethod.Get, "/cachekit/" + path, null, headers);

    /// <summary>Sends JSON to a path below the dashboard.</summary>
    public Task<Answer> PostAsync(string path, string json, params string[] headers) =>
        SendAsync(HttpMethod.Post, "/cachekit/" + path, JsonOf(json), headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params string[] headers)
    {
        using HttpRequestMessage request = new(method, path) { Content = content };
        foreach (string header in headers)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return await Answer.OfAsync(await Client.SendAsync(request));
    }

    /// <summary>Reads a JSON answer, which must be a success.</summary>
    public async Task<JsonNode> ReadAsync(string path)
    {
        Answer answer = await GetAsync(path);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        return JsonNode.Parse(answer.Body)!;
    }

    public static StringContent JsonOf(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _memory.Dispose();
    }

    private static HttpClient ClientOf(WebApplication app) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) };
}
