using System.Globalization;
using System.Security.Cryptography;
using CacheKit.Servers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Coders that are chosen by type, and limited, with Redis.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TypedCoderRedisTests : IDisposable
{
    private static readonly string _long = new('a', 1_000);

    private readonly RecordingLog _log = new();
    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = new RedisBackend(_redis.PatientConnectionString);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddCacheKit("api", Set).UseBackend(_backend);
        _app = builder.Build();
        _app.UseCacheKit();
        _app.MapGet("/small/{id}", [Cache(60, Policy = "limited")] (int id) => $"text {id}");
        _app.MapGet("/large/{id}", [Cache(60, Policy = "limited")] (int id) => _long + id);
        _app.MapGet("/other/{id}", [Cache(60)] (int id) => _long + id);
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    [TearDown]
    public async Task Stop()
    {
        _client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_redis is null)
            return;

        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    public void Dispose() => _log.Dispose();

    [Test]
    public async Task Only_the_type_with_encryption_is_encrypted()
    {
        ICache cache = _app.Services.GetRequiredService<ICache>();
        await cache.SetAsync("patient", new Patient("confidential", 7));
        await cache.SetAsync("text", "readable");
        Assert.That(await _redis.SendAsync("GET", "api::patient"), Does.Contain("byaes1").And.Not.Contain("confidential"));
        Assert.That(await _redis.SendAsync("GET", "api::text"), Is.EqualTo("\"readable\""));
        Assert.That((await cache.TryGetAsync<Patient>("patient")).Value, Is.EqualTo(new Patient("confidential", 7)));
        Assert.That((await cache.TryGetAsync<string>("text")).Value, Is.EqualTo("readable"));
    }

    [Test]
    public async Task A_function_uses_the_coder_of_its_type_and_the_limit_of_its_policy()
    {
        CacheManager.Init(_backend, "fn", Set);
        try
        {
            Assert.That(await Patients.FindAsync(7), Is.EqualTo(new Patient("confidential", 7)));
            Assert.That(await Patients.FindAsync(7), Is.EqualTo(new Patient("confidential", 7)));
            Assert.That(await Patients.TextAsync(10), Has.Length.EqualTo(10));
            Assert.That(await Patients.TextAsync(1_000), Has.Length.EqualTo(1_000));
            Assert.That(await KeysAsync("*FindAsync*"), Is.EqualTo(1));
            Assert.That(await KeysAsync("*TextAsync(length=10)"), Is.EqualTo(1));
            Assert.That(await KeysAsync("*TextAsync(length=1000)"), Is.Zero);
        }
        finally
        {
            CacheManager.Reset();
        }
    }

    [Test]
    public async Task A_response_over_the_limit_is_sent_and_not_stored_and_says_so()
    {
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage large = await _client.GetAsync("/large/1");
            Assert.That(await large.Content.ReadAsStringAsync(), Is.EqualTo(_long + "1"));
            Assert.That(large.Headers.GetValues("X-CacheKit"), Is.EqualTo(new[] { "MISS" }));
            Assert.That(large.Headers.GetValues("Cache-Status").Single(), Does.EndWith("detail=too-long").And.Not.Contain("stored"));
        }

        Assert.That(await KeysAsync("*/large/*"), Is.Zero);
    }

    [Test]
    public async Task Other_responses_and_policies_are_stored()
    {
        foreach (string path in new[] { "/small/1", "/other/1" })
        {
            (await _client.GetAsync(path)).Dispose();
            using HttpResponseMessage hit = await _client.GetAsync(path);
            Assert.That(hit.Headers.GetValues("X-CacheKit"), Is.EqualTo(new[] { "HIT" }), path);
        }
    }

    [Test]
    public async Task One_warning_names_the_length_and_one_the_endpoint()
    {
        for (int i = 0; i < 20; i++)
            (await _client.GetAsync($"/large/{i}")).Dispose();
        string[] warnings = [.. _log.OfCacheKit.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Message)];
        Assert.That(warnings, Has.Length.EqualTo(2));
        Assert.That(warnings, Has.One.Contains("WithMaxPayload allows 500"));
        Assert.That(warnings, Has.One.Contains("/large/{id}").And.One.Contains("too-long"));
    }

    private static void Set(CacheOptions options)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        options.Coder = new JsonCoder().For<Patient>(new JsonCoder().Then(new PayloadEncryption(keys => keys.Add("one", key))));
        options.Store = new StoreOptions { Timeout = null };
        options.AddPolicy("limited", policy => policy.Coder = options.Coder.WithMaxPayload(500));
    }

    private async Task<int> KeysAsync(string pattern) => int.Parse(
        (await _redis.SendAsync("EVAL", "return #redis.call('KEYS', ARGV[1])", "0", pattern))!, CultureInfo.InvariantCulture);
}
