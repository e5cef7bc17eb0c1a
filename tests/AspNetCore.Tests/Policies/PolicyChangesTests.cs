using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using CacheKit.Conformance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Policies of a section that change while endpoints use them.</summary>
[TestFixture(Store.Values)]
[TestFixture(Store.Payloads)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed partial class PolicyChangesTests(Store store)
{
    private const string Expiration = "Policies:catalog:Expiration";
    private const string Grace = "Policies:catalog:Stale:Grace";

    private readonly FakeTimeProvider _clock = new();
    private readonly IConfigurationRoot _configuration = new ConfigurationBuilder()
        .AddInMemoryCollection([new($"CacheKit:{Expiration}", "60s"), new("CacheKit:Expiration", "10s"), new("Other:Expiration", "20s")])
        .Build();

    [Test]
    public async Task An_endpoint_uses_the_changed_policy()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", (int id) => id).Cache("catalog"));
        Assert.That(await LifeOfAsync(app, "/1"), Is.EqualTo("max-age=60"));
        Change((Expiration, "90s"), (Grace, "30s"));
        Assert.That(await LifeOfAsync(app, "/2"), Is.EqualTo("max-age=90, stale-if-error=30"));
        Change((Expiration, "never"), (Grace, ""));
        Assert.That(await LifeOfAsync(app, "/3"), Is.EqualTo($"max-age={365 * 24 * 60 * 60}"));
        Assert.That(Warnings(app), Is.Empty);
    }

    [Test]
    public async Task An_endpoint_without_a_policy_uses_the_changed_default()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", [Cache] (int id) => id));
        Change(("Expiration", "30s"));
        Assert.That(await LifeOfAsync(app, "/1"), Is.EqualTo("max-age=30"));
    }

    [Test]
    public async Task The_settings_of_an_endpoint_still_win()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", [Cache(5, Policy = "catalog")] (int id) => id));
        Change((Expiration, "90s"));
        Assert.That(await LifeOfAsync(app, "/1"), Is.EqualTo("max-age=5"));
    }

    [Test]
    public async Task An_endpoint_of_a_named_cache_uses_the_policies_of_that_cache()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", [CacheName("other"), Cache] (int id) => id));
        Change(("Expiration", "30s"));
        Assert.That(await LifeOfAsync(app, "/1"), Is.EqualTo("max-age=20"));
        _configuration["Other:Expiration"] = "40s";
        _configuration.Reload();
        Assert.That(await LifeOfAsync(app, "/2"), Is.EqualTo("max-age=40"));
    }

    // A client keeps it no longer than the changed policy allows.
    [TestCase("60s", "max-age=30")]
    [TestCase("1h", "max-age=30")]
    [TestCase("5s", "max-age=5")]
    public async Task A_stored_response_keeps_its_life(string expiration, string maxAge)
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => Interlocked.Increment(ref runs)).Cache("catalog"));
        await app.GetAsync();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Change((Expiration, expiration), ("Expiration", "11s"));
        Answer hit = await app.GetAsync();
        Assert.That(hit.CacheKit, Is.EqualTo("HIT"));
        Assert.That((hit["Cache-Control"], hit["Age"]), Is.EqualTo((maxAge, (string?)null)));
        _clock.Advance(TimeSpan.FromSeconds(29));
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(2));
    }

    // The names of Vary headers that the endpoint has learned are part of its keys.
    [Test]
    public async Task The_variants_of_an_endpoint_are_still_found_after_a_change()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.Vary = "X-Tenant";
            return Interlocked.Increment(ref runs);
        }).Cache("catalog"));
        await app.GetAsync("/", "X-Tenant: a");
        await app.GetAsync("/", "X-Tenant: b");
        Change((Expiration, "90s"));
        Assert.That((await app.GetAsync("/", "X-Tenant: a")).Body, Is.EqualTo("1"));
        Assert.That((await app.GetAsync("/", "X-Tenant: b")).Body, Is.EqualTo("2"));
    }

    [TestCase("Policies:catalog:Stale:HardTimeout", "1s", "HardTimeout is for functions")]
    [TestCase("Policies:catalog:ExpirationRules:NullExpiration", "1s", "NullExpiration is for functions")]
    [TestCase("Policies:catalog:Stale:Grace", "5 minutess", "CacheKit:Policies:catalog:Stale:Grace: '5 minutess' is not a duration")]
    public async Task A_change_that_is_wrong_for_an_endpoint_is_rejected_as_a_whole(string setting, string value, string problem)
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/{id}", (int id) => id).Cache("catalog");
            routes.MapGet("/other/{id}", [Cache] (int id) => id);
        });
        Change((Expiration, "90s"), ("Expiration", "30s"), (setting, value));
        Assert.That((await LifeOfAsync(app, "/1"), await LifeOfAsync(app, "/other/1")), Is.EqualTo(("max-age=60", "max-age=10")));
        Assert.That(Warnings(app).Single(), Does.StartWith("The changed section CacheKit is wrong").And.Contains(problem));

        Change((setting, ""));
        Assert.That((await LifeOfAsync(app, "/2"), await LifeOfAsync(app, "/other/2")), Is.EqualTo(("max-age=90", "max-age=30")));
    }

    [Test]
    public async Task The_namespace_and_the_tags_of_a_policy_stay_until_a_restart()
    {
        int runs = 0;
        _configuration["CacheKit:Policies:catalog:Tags:0"] = "books";
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => Interlocked.Increment(ref runs)).Cache("catalog"));
        await app.GetAsync();
        Change((Expiration, "90s"), ("Policies:catalog:Namespace", "other"), ("Policies:catalog:Tags:0", "other"));
        await app.GetAsync();
        await app.Cache.EvictAsync("other");
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(1));
        await app.Cache.EvictAsync("books");
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(2));
        Assert.That(
            Warnings(app),
            Is.EqualTo(new[] { "Configuration changed: CacheKit:Policies:catalog:Namespace, CacheKit:Policies:catalog:Tags:0 will apply after a restart" }));
    }

    // The grace is a thousand times the expiration in each version of the policy.
    [Test]
    public async Task A_response_never_mixes_two_versions_of_a_policy()
    {
        Change((Grace, "60000s"));
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", (int id) => id).Cache("catalog"));
        using var done = new CancellationTokenSource();
        var answers = new ConcurrentQueue<Answer>();
        int number = 0;
        Task[] clients = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                answers.Enqueue(await app.GetAsync($"/{Interlocked.Increment(ref number)}"));
        }))];

        for (int i = 1; i <= 20; i++)
        {
            Change((Expiration, i % 3 == 0 ? "soon" : $"{i}s"), (Grace, $"{1000 * i}s"));
            int before = answers.Count;
            await Poll.UntilAsync(() => answers.Count >= before + 8 || Array.Exists(clients, client => client.IsCompleted));
        }

        await done.CancelAsync();
        await Task.WhenAll(clients);
        string[] lives = [.. answers.Select(answer => answer["Cache-Control"]!).Distinct()];
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That(lives, Has.Length.GreaterThan(10));
        Assert.That(lives.Where(life => Life().Match(life) is var match && $"{match.Groups[1]}000" != match.Groups[2].Value), Is.Empty);
    }

    [Test]
    public async Task A_file_that_is_saved_changes_the_policies()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("cachekit").FullName, "settings.json");
        await File.WriteAllTextAsync(path, FileOf("60s"));
        IConfigurationRoot file = new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: true).Build();
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", (int id) => id).Cache("catalog"), file.GetSection("CacheKit"));
        Assert.That(await LifeOfAsync(app, "/0"), Is.EqualTo("max-age=60"));
        await File.WriteAllTextAsync(path + ".new", FileOf("90s"));
        File.Move(path + ".new", path, overwrite: true);

        int calls = 0;
        await Poll.UntilAsync(async () => await LifeOfAsync(app, $"/{++calls}") == "max-age=90", within: TimeSpan.FromMinutes(2));
        Assert.That(Warnings(app), Is.Empty);
        (file as IDisposable)?.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static string FileOf(string expiration) => $$"""{ "CacheKit": { "Policies": { "catalog": { "Expiration": "{{expiration}}" } } } }""";

    private static async Task<string?> LifeOfAsync(TestApp app, string path) => (await app.GetAsync(path))["Cache-Control"];

    private static IEnumerable<string> Warnings(TestApp app) =>
        app.Log.OfCacheKit.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message);

    private void Change(params (string Name, string Value)[] settings)
    {
        foreach ((string name, string value) in settings)
            _configuration[$"CacheKit:{name}"] = value;
        _configuration.Reload();
    }

    private Task<TestApp> StartAsync(Action<WebApplication> routes, IConfigurationSection? section = null) => TestApp.StartAsync(routes, new TestAppSettings
    {
        AddsCacheKit = false,
        Services = services =>
        {
            Add(services.AddCacheKit(section ?? _configuration.GetSection("CacheKit")));
            Add(services.AddKeyedCacheKit("other", _configuration.GetSection("Other")));
        },
    });

    private void Add(CacheKitBuilder builder) => builder
        .UseBackend(_ => store == Store.Values ? NewMemory() : new PayloadBackend(NewMemory()))
        .Configure((_, options) => (options.TimeProvider, options.Store) = (_clock, new StoreOptions { Timeout = null }));

    private InMemoryBackend NewMemory() => new(new InMemoryBackendOptions { TimeProvider = _clock });

    [GeneratedRegex("^max-age=(\\d+), stale-if-error=(\\d+)$")]
    private static partial Regex Life();
}
