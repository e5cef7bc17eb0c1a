using System.Net.Http.Json;
using System.Security.Cryptography;
using CacheKit.Servers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>A Redis whose payloads are all compressed and encrypted, whatever has written them.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TransformedRedisTests : IDisposable
{
    private const string Secret = "a secret of a reader";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly RecordingLog _log = new();
    private readonly List<WebApplication> _processes = [];
    private RedisServer _redis = null!;
    private int _runs;

    [SetUp]
    public async Task Start() => _redis = await RedisServer.StartAsync();

    [TearDown]
    public async Task Stop()
    {
        foreach (WebApplication process in _processes)
            await process.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    public void Dispose() => _log.Dispose();

    [Test]
    public async Task No_adapter_stores_a_readable_value_and_each_finds_those_of_another_process()
    {
        WebApplication one = await StartProcessAsync();
        WebApplication other = await StartProcessAsync();
        for (int i = 0; i < 2; i++)
        {
            WebApplication process = i == 0 ? one : other;
            Assert.That(await ReadAllAsync(process), Is.All.EqualTo(Secret));
            Assert.That(_runs, Is.EqualTo(5), "Each value is computed once.");
        }

        Assert.That(_log.OfCacheKit.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message), Is.Empty);
        await ExpectUnreadableAsync();

        // An eviction in one process takes effect in both.
        Assert.That(await other.Services.GetRequiredService<ICache>().EvictAsync("tag"), Is.True);
        Assert.That((await other.Services.GetRequiredService<ICache>().TryGetAsync<string>("key")).HasValue, Is.False);
    }

    private async Task<string[]> ReadAllAsync(WebApplication process)
    {
        using var client = new HttpClient { BaseAddress = new Uri(process.Urls.Single()) };

        // Both processes have the URLs of one application.
        client.DefaultRequestHeaders.Host = "app";
        ICache cache = process.Services.GetRequiredService<ICache>();
        IDistributedCache distributed = process.Services.GetRequiredService<IDistributedCache>();
        if (await distributed.GetStringAsync("distributed") is null)
        {
            _runs++;
            await distributed.SetStringAsync("distributed", Secret);
        }

        return
        [
            await cache.GetOrCreateAsync("key", _ => ComputeAsync(), new CacheEntryOptions { Tags = ["tag"], Lease = TimeSpan.FromMinutes(1) }),
            await process.Services.GetRequiredService<HybridCache>().GetOrCreateAsync("hybrid", _ => ComputeAsync()),
            (await distributed.GetStringAsync("distributed"))!,
            (await client.GetFromJsonAsync<string>("/endpoint"))!,
            (await client.GetFromJsonAsync<string>("/output"))!,
        ];
    }

    private ValueTask<string> ComputeAsync() => new(Compute());

    private string Compute()
    {
        _runs++;
        return Secret;
    }

    private async Task ExpectUnreadableAsync()
    {
        var keys = new List<string>();
        await using var store = new RedisBackend(_redis.PatientConnectionString);
        await foreach (StoredKey stored in store.ListAsync(""))
            keys.Add(stored.Key);
        Assert.That(keys, Has.Count.GreaterThanOrEqualTo(5));
        foreach (string key in keys)
        {
            string? payload = await _redis.SendAsync("GET", key);
            Assert.That(payload, key.StartsWith("api:%tags:", StringComparison.Ordinal) ? Has.Length.EqualTo(16) : Does.Contain("byaes1"), key);
            Assert.That(payload, Does.Not.Contain("secret"), key);
        }
    }

    private async Task<WebApplication> StartProcessAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddCacheKit("api", options => options.Store = new StoreOptions { Timeout = null })
            .UseRedis(_redis.PatientConnectionString)
            .Transform(new BrotliCompression { MinPayload = 0 })
            .Transform(new PayloadEncryption(keys => keys.Add("2026-11", _key)))
            .AsHybridCache().AsDistributedCache().AsOutputCacheStore();
        builder.Services.AddOutputCache();
        WebApplication app = builder.Build();
        _processes.Add(app);
        app.UseCacheKit();
        app.UseOutputCache();
        app.MapGet("/endpoint", () => Results.Json(Compute())).Cache(60);
        app.MapGet("/output", () => Results.Json(Compute())).CacheOutput();
        await app.StartAsync();
        await UntilConnectedAsync(app.Services.GetRequiredService<ICacheSettings>().Backend);
        return app;
    }

    // A backend refuses calls until it is connected.
    private static async Task UntilConnectedAsync(ICacheBackend backend)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (true)
        {
            try
            {
                await backend.GetAsync("nothing", limit.Token);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
    }
}
