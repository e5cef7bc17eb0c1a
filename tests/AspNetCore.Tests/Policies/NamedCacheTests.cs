namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Several caches in one application.</summary>
[TestFixture]
public sealed class NamedCacheTests
{
    [Test]
    public async Task An_endpoint_uses_the_cache_that_it_names()
    {
        using var entries = new InMemoryBackend();
        var second = new PayloadBackend(entries);
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/first", [Cache] () => "1");
                routes.MapGet("/second", [Cache, CacheName("second")] () => "2");
            },
            new TestAppSettings
            {
                Store = Store.Payloads,
                Options = options => options.Expiration = TimeSpan.FromSeconds(10),
                Services = services => services
                    .AddKeyedCacheKit("second", "app2", options =>
                    {
                        options.Expiration = TimeSpan.FromSeconds(20);
                        options.StatusHeader = "X-Second";
                    })
                    .UseBackend(second),
            });
        Answer one = await app.GetAsync("/first");
        Answer two = await app.GetAsync("/second");
        Assert.That((one.CacheKit, one["X-Second"], one["Cache-Control"]), Is.EqualTo(("MISS", (string?)null, "max-age=10")));
        Assert.That((two.CacheKit, two["X-Second"], two["Cache-Control"]), Is.EqualTo(((string?)null, "MISS", "max-age=20")));
        Assert.That(((PayloadBackend)app.Backend).Keys, Is.EqualTo(new[] { $"::GET {app.Origin}/first" }));
        Assert.That(second.Keys, Is.EqualTo(new[] { $"app2::GET {app.Origin}/second" }));
    }

    [Test]
    public async Task Clearing_one_cache_leaves_the_other()
    {
        using var second = new InMemoryBackend();
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/first", [Cache] () => "1");
                routes.MapGet("/second", [Cache, CacheName("second")] () => "2");
            },
            new TestAppSettings { Services = services => services.AddKeyedCacheKit("second").UseBackend(second) });
        await app.GetAsync("/first");
        await app.GetAsync("/second");
        await app.Services.GetRequiredKeyedService<ICache>("second").ClearAsync();
        Assert.That(((await app.GetAsync("/first")).CacheKit, (await app.GetAsync("/second")).CacheKit), Is.EqualTo(("HIT", "MISS")));
    }

    [Test]
    public async Task One_cache_can_be_switched_off_alone()
    {
        using var second = new InMemoryBackend();
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/first", [Cache] () => "1");
                routes.MapGet("/second", [Cache, CacheName("second")] () => "2");
            },
            new TestAppSettings { Services = services => services.AddKeyedCacheKit("second").UseBackend(second) });
        app.Services.GetRequiredKeyedService<ICacheSettings>("second").Enabled = false;
        Assert.That(((await app.GetAsync("/first")).CacheKit, (await app.GetAsync("/second")).CacheKit), Is.EqualTo(("MISS", "BYPASS")));
    }

    [Test]
    public async Task A_named_cache_needs_no_default_one()
    {
        using var backend = new InMemoryBackend();
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60), CacheName("only")] () => "1"),
            new TestAppSettings { AddsCacheKit = false, Services = services => services.AddKeyedCacheKit("only").UseBackend(backend) });
        await app.GetAsync();
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_group_can_name_the_cache_of_its_endpoints()
    {
        using var backend = new InMemoryBackend();
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGroup("").Cache(60).WithMetadata(new CacheNameAttribute("second")).MapGet("/", () => "1"),
            new TestAppSettings { Services = services => services.AddKeyedCacheKit("second").UseBackend(backend) });
        await app.GetAsync();
        Assert.That(await app.Services.GetRequiredKeyedService<ICache>("second").ClearAsync(), Is.EqualTo(1));
    }
}
