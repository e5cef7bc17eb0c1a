namespace CacheKit.AspNetCore.Tests.Responses;

/// <summary>The ETag that the cache generates for a response.</summary>
public sealed class EntityTagsTests(Store store) : EndpointTests(store)
{
    // The first half of the SHA-256 of "hello".
    private const string TagOfHello = "W/\"2cf24dba5fb0a30e26e83b2ac5b9e29e\"";

    [Test]
    public async Task The_tag_is_weak_and_quoted_and_made_from_the_bytes_alone()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => "hello"));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.EntityTag, hit.EntityTag), Is.EqualTo((TagOfHello, TagOfHello)));
    }

    [Test]
    public async Task The_tag_is_the_same_on_every_node()
    {
        await using TestApp one = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => new { hello = "world" }));
        await using TestApp other = await StartAsync(routes => routes.MapGet("/", [Cache(600)] () => new { hello = "world" }));
        Assert.That((await one.GetAsync()).EntityTag, Is.EqualTo((await other.GetAsync()).EntityTag).And.Not.Null);
    }

    [Test]
    public async Task The_tag_changes_with_the_body()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs));
        Answer one = await app.GetAsync();
        Answer other = await app.GetAsync("/", "Cache-Control: no-cache");
        Assert.That(other.EntityTag, Is.Not.EqualTo(one.EntityTag));
    }

    [Test]
    public async Task An_empty_body_has_a_tag()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => { }));
        Assert.That((await app.GetAsync()).EntityTag, Does.StartWith("W/\"").And.EndsWith("\""));
    }

    [TestCase("\"v7\"")]
    [TestCase("W/\"v7\"")]
    public async Task The_tag_of_the_handler_wins(string tag)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] (HttpContext context) =>
        {
            context.Response.Headers.ETag = tag;
            return "hello";
        }));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((miss.EntityTag, hit.EntityTag, hit.CacheKit), Is.EqualTo((tag, tag, "HIT")));
    }

    [Test]
    public async Task A_configured_status_has_a_tag()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60), CacheStatusCodes(404)] () => Results.NotFound("hello")));
        Answer miss = await app.GetAsync();
        Answer hit = await app.GetAsync();
        Assert.That((hit.Status, hit.EntityTag), Is.EqualTo((404, miss.EntityTag)));
        Assert.That(hit.EntityTag, Is.Not.Null);
    }
}
