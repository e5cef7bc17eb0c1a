using CacheKit.Conformance;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.Hosting;

/// <summary>An application with the routes of one test, served by Kestrel on a free loopback port, and its client.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly InMemoryBackend _entries;

    private TestApp(WebApplication app, InMemoryBackend entries, ICacheBackend backend, TestClock clock, RecordingLog log)
    {
        _app = app;
        _entries = entries;
        Backend = backend;
        Clock = clock;
        Log = log;
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(app.Urls.Single()),
            Timeout = Poll.Patience,
        };
    }

    public TestClock Clock { get; }

    public RecordingLog Log { get; }

    public ICacheBackend Backend { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public ICache Cache => Services.GetRequiredService<ICache>();

    public ICacheSettings CacheSettings => Services.GetRequiredService<ICacheSettings>();

    /// <summary>Scheme, host and port, as in keys.</summary>
    public string Origin => Client.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public static async Task<TestApp> StartAsync(Action<WebApplication> routes, TestAppSettings? settings = null)
    {
        settings ??= new TestAppSettings();
        var log = new RecordingLog();
        var clock = new TestClock(_start);
        var entries = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = clock });
        ICacheBackend backend = settings.Backend ?? settings.Store switch
        {
            Store.Values => entries,
            Store.Payloads => new PayloadBackend(entries),
            _ => await LevelsAsync(new PayloadBackend(entries), clock),
        };

        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestLineSize = 64 * 1024);
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        if (settings.ChecksAtStartUp)
            new CacheKitHostingStartup().Configure(builder.WebHost);
        if (settings.AddsCacheKit)
        {
            builder.Services.AddCacheKit(settings.Prefix, options =>
            {
                options.TimeProvider = clock;

                // A busy machine may delay a store; that must not cause a miss in a test of something else.
                options.Store = new StoreOptions { Timeout = null };
                settings.Options?.Invoke(options);
            }).UseBackend(backend);
        }

        settings.Services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        try
        {
            settings.Outer?.Invoke(app);
            if (settings.UsesCacheKit)
                app.UseCacheKit(settings.Http);
            settings.Inner?.Invoke(app);
            routes(app);
            await app.StartAsync();
            return new TestApp(app, entries, backend, clock, log);
        }
        catch
        {
            await app.DisposeAsync();
            entries.Dispose();
            throw;
        }
    }

    /// <summary>Sends a GET with headers in the form <c>Name: value</c>.</summary>
    public Task<Answer> GetAsync(string path = "/", params string[] headers) => SendAsync(HttpMethod.Get, path, headers);

    public async Task<Answer> SendAsync(HttpMethod method, string path = "/", params string[] headers)
    {
        using HttpRequestMessage request = Request(method, path, headers);
        return await Answer.OfAsync(await Client.SendAsync(request));
    }

    public static HttpRequestMessage Request(HttpMethod method, string path, params string[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (string header in headers)
        {
            int colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        if (Backend is TieredBackend tiers)
        {
            await tiers.DisposeAsync();
            (tiers.Local as IDisposable)?.Dispose();
        }

        _entries.Dispose();
    }

    // Until invalidation messages arrive, L1 copies would live at most for the staleness bound.
    private static async Task<TieredBackend> LevelsAsync(PayloadBackend store, TimeProvider clock)
    {
        var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = clock });
        var tiers = new TieredBackend(memory, store, new TieredBackendOptions { TimeProvider = clock, Staleness = TimeSpan.FromDays(1) });
        await Poll.UntilAsync(async () =>
        {
            await tiers.SetAsync("first", "payload"u8.ToArray(), timeToLive: null);
            return memory.GetValue("first", out TimeSpan? left) is not null && left is null;
        });

        await tiers.RemoveAsync("first");
        return tiers;
    }
}
