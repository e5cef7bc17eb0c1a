using CacheKit.AspNetCore.Tests.Fakes;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>How often a request reads a remote store.</summary>
[TestFixture]
public sealed class StoreReadTests
{
    private readonly InMemoryBackend _entries = new();
    private ReadCountingBackend _store = null!;

    [SetUp]
    public void Forget() => _store = new ReadCountingBackend(_entries);

    [OneTimeTearDown]
    public void Free() => _entries.Dispose();

    [TestCase("/json")]
    [TestCase("/page")]
    [TestCase("/missing")]
    [TestCase("/ever")]
    [TestCase("/jitter")]
    [TestCase("/grace")]
    public async Task A_hit_reads_its_payload_once_and_no_time_to_live(string path)
    {
        await using TestApp app = await StartAsync();
        Answer miss = await app.GetAsync(path);
        _store.Reads.Clear();
        Answer hit = await app.GetAsync(path);
        Assert.That((hit.CacheKit, hit.Body, hit.EntityTag), Is.EqualTo(("HIT", miss.Body, miss.EntityTag)));
        Assert.That(_store.Reads, Is.EqualTo(new[] { "get" }));
    }

    [Test]
    public async Task Json_that_another_program_has_stored_is_read_again_with_its_time_to_live()
    {
        await using TestApp app = await StartAsync();
        byte[] json = """{"run":7}"""u8.ToArray();
        await _store.SetAsync($"::GET {app.Origin}/json", json, TimeSpan.FromSeconds(40));
        Answer hit = await app.GetAsync("/json");
        Assert.That((hit.CacheKit, hit.Body, hit.EntityTag), Is.EqualTo(("HIT", """{"run":7}""", EntityTags.Of(json))));
        Assert.That(hit["Cache-Control"], Does.Match("^max-age=(39|40)$"));
        Assert.That(_store.Reads, Is.EqualTo(new[] { "get", "get with time to live" }));
    }

    // The other read is that of the header names by which responses of the endpoint vary.
    [Test]
    public async Task A_miss_reads_its_payload_once_and_only_the_first_of_an_endpoint_reads_more()
    {
        await using TestApp app = await StartAsync();
        await app.GetAsync("/json");
        int first = _store.Reads.Count;
        await app.GetAsync("/json?id=2");
        Assert.That((first, _store.Reads.Count - first), Is.EqualTo((2, 1)));
    }

    [TestCase("/json")]
    [TestCase("/page")]
    public async Task The_time_to_live_of_a_hit_is_that_of_the_response(string path)
    {
        await using TestApp app = await StartAsync();
        await app.GetAsync(path);
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.That((await app.GetAsync(path)).CacheStatus, Is.EqualTo("CacheKit; hit; ttl=40"));
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        routes =>
        {
            routes.MapGet("/json", [Cache(60)] () => new { run = 1 });
            routes.MapGet("/page", [Cache(60)] () => Results.Text("<p>", "text/html"));
            routes.MapGet("/missing", [Cache(60), CacheStatusCodes(404)] () => Results.Text("none", statusCode: 404));
            routes.MapGet("/ever", [Cache(CacheAttribute.NeverExpire)] () => new { run = 1 });
            routes.MapGet("/grace", [Cache(60, Grace = 60)] () => new { run = 1 });
            routes.MapGet("/jitter", () => new { run = 1 })
                .Cache(new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(1), ExpirationRules = new ExpirationRules { Jitter = 0.5 } });
        },
        new TestAppSettings { Backend = _store });
}
