namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Expirations by status, sliding expiration, jitter and remembered exceptions.</summary>
public sealed class LifetimeTests(Store store) : EndpointTests(store)
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_configured_status_has_an_expiration_of_its_own([Values] bool byAttribute)
    {
        await using TestApp app = await StartAsync(routes =>
        {
            if (byAttribute)
                routes.MapGet("/{id}", [Cache(60), CacheStatusCodes(404, Expire = 10), CacheStatusCodes(410)] (int id) => Results.StatusCode(id));
            else
                routes.MapGet("/{id}", [Cache(60)] (int id) => Results.StatusCode(id)).CacheStatusCodes([404], expire: 10).CacheStatusCodes(410);
        });
        Answer miss = await app.GetAsync("/404");
        Answer hit = await app.GetAsync("/404");
        Assert.That((miss["Cache-Control"], hit["Cache-Control"], hit.CacheStatus), Is.EqualTo(("max-age=10", "max-age=10", "CacheKit; hit; ttl=10")));
        await app.GetAsync("/410");
        await app.GetAsync("/200");
        app.Clock.Advance(10 * _second);
        Assert.That((await app.GetAsync("/404")).CacheKit, Is.EqualTo("MISS"));
        Assert.That(
            ((await app.GetAsync("/410")).CacheStatus, (await app.GetAsync("/200")).CacheStatus),
            Is.EqualTo(("CacheKit; hit; ttl=50", "CacheKit; hit; ttl=50")));
    }

    [Test]
    public async Task A_sliding_entry_is_prolonged_by_reads_and_its_max_age_follows()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(100, Policy = TestPolicies.Sliding)] () => new { hello = "world" }));
        Assert.That((await app.GetAsync())["Cache-Control"], Is.EqualTo("max-age=30"));
        app.Clock.Advance(20 * _second);
        Answer read = await app.GetAsync();
        Assert.That((read.CacheStatus, read["Cache-Control"]), Is.EqualTo(("CacheKit; hit; ttl=10", "max-age=10")));
        app.Clock.Advance(20 * _second);
        Assert.That((await app.GetAsync()).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=10"));
        app.Clock.Advance(30 * _second);
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task The_age_of_a_sliding_entry_counts_from_its_creation()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(100, Policy = TestPolicies.Sliding)] () => new { hello = "world" }));
        await app.GetAsync();
        app.Clock.Advance(5 * _second);
        Assert.That((await app.GetAsync("/", "Cache-Control: max-age=5")).CacheKit, Is.EqualTo("HIT"));
        Assert.That((await app.GetAsync("/", "Cache-Control: max-age=4")).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task Jitter_shortens_the_max_age_of_a_miss_and_its_hits()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/{id}", [Cache(1000, Policy = TestPolicies.Jittered)] (int id) => new { id }));
        var said = new List<string?>();
        for (int i = 0; i < 20; i++)
        {
            Answer miss = await app.GetAsync($"/{i}");
            Answer hit = await app.GetAsync($"/{i}", "Cache-Control: max-age=0");
            Assert.That((hit.CacheKit, hit["Cache-Control"]), Is.EqualTo(("HIT", miss["Cache-Control"])));
            said.Add(miss["Cache-Control"]);
        }

        Assert.That(said.Distinct().Count(), Is.GreaterThan(1));
        Assert.That(said.Select(text => int.Parse(text!["max-age=".Length..], System.Globalization.CultureInfo.InvariantCulture)), Is.All.InRange(500, 1000));
    }

    [Test]
    public async Task A_configured_exception_is_thrown_again_without_another_run()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.RememberingFailures)] string () =>
        {
            Interlocked.Increment(ref runs);
            throw new FileNotFoundException("gone");
        }));
        Assert.That(((await app.GetAsync()).Status, (await app.GetAsync()).Status, runs), Is.EqualTo((500, 500, 1)));
        app.Clock.Advance(10 * _second);
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Another_exception_is_not_remembered()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, Policy = TestPolicies.RememberingFailures)] string () =>
        {
            Interlocked.Increment(ref runs);
            throw new InvalidOperationException("odd");
        }));
        await app.GetAsync();
        await app.GetAsync();
        Assert.That(runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_client_that_wants_a_new_response_gets_a_new_attempt()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(
            routes => routes.MapGet(
                "/",
                [Cache(60, Policy = TestPolicies.RememberingFailures)] () =>
                    Interlocked.Increment(ref runs) == 1 ? throw new IOException("down") : "hello"));
        await app.GetAsync();
        Assert.That((await app.GetAsync("/", "Cache-Control: no-cache")).Body, Is.EqualTo("hello"));
        Assert.That((await app.GetAsync()).CacheKit, Is.EqualTo("HIT"));
    }
}
