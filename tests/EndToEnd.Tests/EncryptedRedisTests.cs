using System.Security.Cryptography;
using CacheKit.Servers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Payloads in Redis that are compressed and then encrypted.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EncryptedRedisTests : IDisposable
{
    private static readonly byte[] _old = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] _new = RandomNumberGenerator.GetBytes(32);
    private static readonly ICoder _coder = Coder(keys => keys.Add("old", _old));

    private readonly RecordingLog _log = new();
    private readonly List<ServiceProvider> _deployed = [];
    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;
    private WebApplication? _app;
    private HttpClient? _client;
    private int _runs;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = new RedisBackend(_redis.PatientConnectionString);
        _runs = 0;
        Quotes.Runs = 0;
        Stocks.Loads.Clear();
        CacheManager.Init(_backend, "api", options => Set(options, _coder));
    }

    [TearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        CacheManager.Reset();
        _deployed.ForEach(version => version.Dispose());
        _deployed.Clear();
        if (_redis is null)
            return;

        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    public void Dispose() => _log.Dispose();

    [Test]
    public async Task A_function_is_stored_encrypted_and_found()
    {
        Assert.That(await Quotes.FindAsync(7), Is.EqualTo("7 1"));
        Assert.That(await Quotes.FindAsync(7), Is.EqualTo("7 1"));
        await AssertEncryptedAsync("api:quotes:CacheKit.EndToEnd.Tests.Quotes.FindAsync(id=7)");
    }

    [Test]
    public async Task A_function_is_stored_encrypted_element_by_element()
    {
        int[] ids = [.. Enumerable.Range(0, 20)];
        await Stocks.ListAsync(ids);
        Assert.That(await Stocks.ListAsync(ids), Is.EqualTo(ids.Select(id => $"stock {id}")));
        Assert.That(Stocks.Loads, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_large_value_by_key_is_compressed_and_then_encrypted()
    {
        var text = new List<string>(Enumerable.Repeat("the same words again and again", 1_000));
        await CacheManager.SetAsync("text", text);
        Assert.That((await CacheManager.TryGetAsync<List<string>>("text")).Value, Is.EqualTo(text));
        Assert.That(int.Parse((await _redis.SendAsync("STRLEN", "api::text"))!, System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(1_000));
        await AssertEncryptedAsync("api::text");
    }

    [Test]
    public async Task A_response_is_stored_encrypted_and_found()
    {
        await StartAppAsync();
        Assert.That(await GetAsync("/orders/1"), Is.EqualTo(("MISS", """{"id":1,"run":1}""")));
        Assert.That(await GetAsync("/orders/1"), Is.EqualTo(("HIT", """{"id":1,"run":1}""")));
        await AssertEncryptedAsync(KeyOf("/orders/1"));
    }

    [Test]
    public async Task A_response_that_was_copied_to_another_key_is_a_miss()
    {
        await StartAppAsync();
        await GetAsync("/orders/1");
        await _redis.SendAsync("COPY", KeyOf("/orders/1"), KeyOf("/orders/2"), "REPLACE");
        Assert.That(await GetAsync("/orders/2"), Is.EqualTo(("MISS", """{"id":2,"run":2}""")));
        Assert.That(await GetAsync("/orders/2"), Is.EqualTo(("HIT", """{"id":2,"run":2}""")));
        Assert.That(Warnings(), Has.Length.EqualTo(1).And.All.StartsWith("CacheKit.PayloadEncryption could not restore"));
    }

    [Test]
    public async Task A_value_that_was_copied_to_another_key_is_a_miss()
    {
        await CacheManager.SetAsync("of one", "secret");
        await _redis.SendAsync("COPY", "api::of one", "api::of another");
        Assert.That((await CacheManager.TryGetAsync<string>("of another")).HasValue, Is.False);
        Assert.That((await CacheManager.TryGetAsync<string>("of one")).Value, Is.EqualTo("secret"));
    }

    // First all processes learn the new key, then they write with it, then they forget the old one.
    [Test]
    public async Task A_rotation_loses_no_entry()
    {
        ICache before = NewCache(_coder);
        ICache prepared = NewCache(Coder(keys => keys.Add("new", _new).Add("old", _old)));
        ICache rotated = NewCache(Coder(keys => keys.Add("old", _old).Add("new", _new)));
        ICache after = NewCache(Coder(keys => keys.Add("new", _new)));
        ICache[] deployed = [before, prepared, rotated, after];
        for (int i = 0; i < 3; i++)
        {
            await deployed[i].SetAsync("one", "by the older");
            Assert.That((await deployed[i + 1].TryGetAsync<string>("one")).HasValue, Is.True, $"{i} to {i + 1}");
            await deployed[i + 1].SetAsync("one", "by the newer");
            Assert.That((await deployed[i].TryGetAsync<string>("one")).HasValue, Is.True, $"{i + 1} to {i}");
        }
    }

    [Test]
    public async Task A_deployment_that_begins_to_encrypt_has_misses_and_no_warnings()
    {
        ICache before = NewCache(new JsonCoder());
        ICache after = NewCache(_coder);
        for (int i = 0; i < 20; i++)
        {
            Assert.That(await before.GetOrCreateAsync("key", _ => ValueTask.FromResult("before")), Is.EqualTo("before"));
            Assert.That(await after.GetOrCreateAsync("key", _ => ValueTask.FromResult("after")), Is.EqualTo("after"));
        }

        Assert.That(Warnings(), Is.Empty);
        string? commands = await _redis.SendAsync("INFO", "commandstats");
        Assert.That(System.Text.RegularExpressions.Regex.Matches(commands!, @"cmdstat_(set|eval|evalsha):calls=(\d+)").Sum(
            match => int.Parse(match.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)), Is.LessThan(10));
    }

    private static ICoder Coder(Action<PayloadEncryptionKeys> keys) => new JsonCoder().Then(new BrotliCompression()).Then(new PayloadEncryption(keys));

    private void Set(CacheOptions options, ICoder coder)
    {
        options.Coder = coder;
        options.Store = new StoreOptions { Timeout = null };
        options.LoggerFactory = LoggerFactory.Create(logging => logging.AddProvider(_log));
    }

    // The cache of a version that is deployed.
    private ICache NewCache(ICoder coder)
    {
        var services = new ServiceCollection();
        services.AddCacheKit("api", options => Set(options, coder)).UseBackend(_backend);
        ServiceProvider provider = services.BuildServiceProvider();
        _deployed.Add(provider);
        return provider.GetRequiredService<ICache>();
    }

    private async Task StartAppAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_log);
        _app = builder.Build();
        _app.UseCacheKit();
        _app.MapGet("/orders/{id}", [Cache(60)] (int id) => new { id, run = ++_runs });
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    private string KeyOf(string path) => $"api::GET {_client!.BaseAddress!.GetLeftPart(UriPartial.Authority)}{path}";

    private async Task<(string CacheKit, string Body)> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _client!.GetAsync(path);
        return (answer.Headers.GetValues("X-CacheKit").Single(), await answer.Content.ReadAsStringAsync());
    }

    private async Task AssertEncryptedAsync(string key)
    {
        Assert.That(await _redis.SendAsync("GET", key), Does.Contain("byaes1\u0003old").And.Not.Contain("run").And.Not.Contain("again").And.Not.Contain("\"7 1\""));
    }

    private string[] Warnings() => [.. _log.OfCacheKit.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];
}
