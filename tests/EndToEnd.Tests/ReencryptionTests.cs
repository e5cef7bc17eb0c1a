using System.Security.Cryptography;
using System.Text;
using CacheKit.Conformance;
using Microsoft.AspNetCore.Hosting;

namespace CacheKit.EndToEnd.Tests;

/// <summary>On each store, what was encrypted with an older key is encrypted with the newest one after a read.</summary>
[TestFixture("redis")]
[TestFixture("memcached")]
[TestFixture("dynamodb")]
internal sealed class ReencryptionTests(string name)
{
    private static readonly byte[] _old = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] _new = RandomNumberGenerator.GetBytes(32);

    private readonly List<IAsyncDisposable> _deployed = [];
    private RunningStore _store = null!;
    private ICacheBackend _backend = null!;
    private string _prefix = "";

    [OneTimeSetUp]
    public async Task StartStore() => _store = await RunningStore.StartAsync(name);

    [SetUp]
    public async Task OpenStore()
    {
        _backend = await _store.OpenAsync();
        _prefix = Guid.NewGuid().ToString("N");
    }

    [TearDown]
    public async Task CloseStore()
    {
        foreach (IAsyncDisposable version in _deployed)
            await version.DisposeAsync();
        _deployed.Clear();
        (_backend as IDisposable)?.Dispose();
    }

    [OneTimeTearDown]
    public async Task StopStore()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [Test]
    public async Task A_value_is_encrypted_again_with_its_tags_and_the_rest_of_its_life()
    {
        var options = new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(10), Tags = ["tag"] };
        await NewCache(Before).SetAsync("key", "value", options);
        TimeSpan left = (await _backend.GetWithTimeToLiveAsync($"{_prefix}::key"))!.Value.TimeToLive!.Value;

        ICache rotated = NewCache(Rotated);
        string read = await rotated.GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("It is computed."), options);
        Assert.That(read, Is.EqualTo("value"));
        await UntilNewAsync($"{_prefix}::key");
        TimeSpan? leftAfter = (await _backend.GetWithTimeToLiveAsync($"{_prefix}::key"))!.Value.TimeToLive;
        Assert.That(leftAfter, Is.GreaterThan(TimeSpan.FromMinutes(5)).And.LessThanOrEqualTo(left));

        ICache after = NewCache(After);
        Assert.That((await after.TryGetAsync<string>("key", options)).Value, Is.EqualTo("value"));
        await after.EvictAsync("tag");
        Assert.That((await after.TryGetAsync<string>("key", options)).HasValue, Is.False);
    }

    [Test]
    public async Task Values_of_many_keys_are_encrypted_again()
    {
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"key {i}")];
        await NewCache(Before).SetManyAsync(keys.ToDictionary(key => key, key => key));
        Assert.That(await NewCache(Rotated).GetManyAsync<string>(keys), Has.Count.EqualTo(keys.Length));
        foreach (string key in keys)
            await UntilNewAsync($"{_prefix}::{key}");
        Assert.That(await NewCache(After).GetManyAsync<string>(keys), Has.Count.EqualTo(keys.Length));
    }

    [Test]
    public async Task A_response_is_encrypted_again()
    {
        int runs = 0;
        string url = "";
        (Func<PayloadEncryption>, string)[] versions = [(Before, "MISS"), (Rotated, "HIT"), (After, "HIT")];
        foreach ((Func<PayloadEncryption> encryption, string result) in versions)
        {
            await using WebApplication app = await StartAppAsync(encryption(), url, () => ++runs);
            url = app.Urls.Single();
            using var client = new HttpClient { BaseAddress = new Uri(url) };
            using HttpResponseMessage answer = await client.GetAsync("/orders/1");
            string body = await answer.Content.ReadAsStringAsync();
            Assert.That((answer.Headers.GetValues("X-CacheKit").Single(), body), Is.EqualTo((result, """{"id":1,"run":1}""")));
            if (encryption == (Func<PayloadEncryption>)Rotated)
                await UntilNewAsync($"{_prefix}::GET {url}/orders/1");
        }
    }

    private static PayloadEncryption Before() => new(keys => keys.Add("old", _old));

    private static PayloadEncryption Rotated() => new(keys => keys.Add("old", _old).Add("new", _new)) { ReencryptsOnRead = true };

    private static PayloadEncryption After() => new(keys => keys.Add("new", _new));

    private Task UntilNewAsync(string key) => Poll.UntilSucceedsAsync(async () =>
    {
        string stored = Encoding.Latin1.GetString((await _backend.GetAsync(key))!.Value.Span);
        if (!stored.Contains("byaes1\u0003new", StringComparison.Ordinal))
            throw new InvalidOperationException($"{key} was not encrypted again.");
    });

    private static void Set(CacheOptions options, PayloadEncryption encryption)
    {
        options.Coder = new JsonCoder().Then(encryption);
        options.Store = new StoreOptions { Timeout = null };
    }

    // The cache of a version that is deployed.
    private ICache NewCache(Func<PayloadEncryption> encryption)
    {
        var services = new ServiceCollection();
        services.AddCacheKit(_prefix, options => Set(options, encryption())).UseBackend(_backend);
        ServiceProvider version = services.BuildServiceProvider();
        _deployed.Add(version);
        return version.GetRequiredService<ICache>();
    }

    // At the address of the version before, which is a part of the key.
    private async Task<WebApplication> StartAppAsync(PayloadEncryption encryption, string url, Func<int> run)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url.Length > 0 ? url : "http://127.0.0.1:0");
        builder.Services.AddCacheKit(_prefix, options => Set(options, encryption)).UseBackend(_backend);
        WebApplication app = builder.Build();
        app.UseCacheKit();
        app.MapGet("/orders/{id}", [Cache(60)] (int id) => new { id, run = run() });
        await app.StartAsync();
        return app;
    }
}
