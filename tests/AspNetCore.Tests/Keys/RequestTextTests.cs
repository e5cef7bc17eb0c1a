namespace CacheKit.AspNetCore.Tests.Keys;

/// <summary>By default an entry belongs to one path and one query, however they are written.</summary>
public sealed class RequestTextTests(Store store) : EndpointTests(store)
{
    private int _runs;

    [SetUp]
    public void Forget() => _runs = 0;

    [TestCase("/?a=1&b=2", "/?b=2&a=1")]
    [TestCase("/?a=1&b=2", "/?&a=1&&b=2&")]
    [TestCase("/?a=1&a=2&B=3", "/?B=3&a=1&a=2")]
    [TestCase("/?a=1=2", "/?a=1%3D2")]
    [TestCase("/?a=1&b", "/?b=&a=1")]
    [TestCase("/?a=%61", "/?a=a")]
    [TestCase("/?a=x%20y", "/?a=x+y")]
    [TestCase("/", "/?")]
    [TestCase("/?a", "/?a=")]
    [TestCase("/a%20b", "/a b")]
    [TestCase("/%61", "/a")]
    public async Task Two_spellings_of_one_address_share_an_entry(string one, string other)
    {
        await using TestApp app = await StartAsync(Everything);
        await app.GetAsync(one);
        Assert.That((await app.GetAsync(other)).CacheKit, Is.EqualTo("HIT"));
    }

    [TestCase("/?a=1&b=2", "/?a=1%26b=2")]
    [TestCase("/?a=1&b=2", "/?a=1%26b%3D2")]
    [TestCase("/?a=1&a=2", "/?a=2&a=1")]
    [TestCase("/?a=1&A=2", "/?A=2&a=1")]
    [TestCase("/?a=1&a=2", "/?a=1,2")]
    [TestCase("/?a=1", "/?b=1")]
    [TestCase("/?a=1", "/?a=2")]
    [TestCase("/?a=1", "/?a=1&b")]
    [TestCase("/?a=%2B", "/?a=+")]
    [TestCase("/?a=%25", "/?a=%2525")]
    [TestCase("/?a=x%20user%3Dann", "/?a=x")]
    [TestCase("/a%20b", "/a%2520b")]
    [TestCase("/a?b", "/a%3Fb")]
    [TestCase("/a%3Fb", "/a%253Fb")]
    [TestCase("/a", "/a/")]
    [TestCase("/a", "/A")]
    [TestCase("/a/b", "/a%2Fb")]
    [TestCase("/a", "/a%23")]
    [TestCase("/%C3%A9", "/e")]
    [TestCase("/%E2%82%AC", "/%C2%AC")]
    public async Task Two_addresses_have_entries_of_their_own(string one, string other)
    {
        await using TestApp app = await StartAsync(Everything);
        await app.GetAsync(one);
        Answer fresh = await app.GetAsync(other);
        Answer again = await app.GetAsync(one);
        Assert.That((fresh.CacheKit, fresh.Body), Is.EqualTo(("MISS", "2")));
        Assert.That((again.CacheKit, again.Body), Is.EqualTo(("HIT", "1")));
    }

    [Test]
    public async Task A_path_base_is_part_of_the_path()
    {
        await using TestApp app = await StartAsync(Everything, new TestAppSettings { Outer = outer => outer.UsePathBase("/base") });
        await app.GetAsync("/x");
        Assert.That((await app.GetAsync("/base/x")).CacheKit, Is.EqualTo("MISS"));
    }

    [Test]
    public async Task A_path_base_and_a_path_are_not_the_path_of_both()
    {
        var settings = new TestAppSettings
        {
            Outer = outer => outer.Use((context, next) =>
            {
                context.Request.PathBase = context.Request.Headers["X-Forwarded-Prefix"].ToString();
                return next(context);
            }),
        };
        await using TestApp app = await StartAsync(Everything, settings);
        await app.GetAsync("/b", "X-Forwarded-Prefix: /a");
        Assert.That((await app.GetAsync("/a/b")).CacheKit, Is.EqualTo("MISS"));
        Assert.That((await app.GetAsync("/b", "X-Forwarded-Prefix: /a")).CacheKit, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_query_of_ten_thousand_characters_works()
    {
        string query = new('a', 10_000);
        await using TestApp app = await StartAsync(Everything);
        Answer first = await app.GetAsync($"/?q={query}");
        Answer hit = await app.GetAsync($"/?q={query}");
        Answer other = await app.GetAsync($"/?q={query[1..]}b");
        Assert.That((first.CacheKit, hit.CacheKit, other.CacheKit), Is.EqualTo(("MISS", "HIT", "MISS")));
    }

    [TestCase(450)]
    [TestCase(900)]
    [TestCase(1_100)]
    public async Task Long_queries_that_differ_in_their_last_character_have_entries_of_their_own(int length)
    {
        string query = new('a', length);
        await using TestApp app = await StartAsync(Everything);
        await app.GetAsync($"/?q={query}a");
        Answer other = await app.GetAsync($"/?q={query}b");
        Answer hit = await app.GetAsync($"/?q={query}a");
        Assert.That((other.CacheKit, hit.CacheKit), Is.EqualTo(("MISS", "HIT")));
    }

    [Test]
    public async Task A_query_of_a_thousand_parameters_works()
    {
        string query = string.Join('&', Enumerable.Range(0, 1_000).Select(number => $"p{number}=1"));
        await using TestApp app = await StartAsync(Everything);
        await app.GetAsync("/?" + query);
        Assert.That((await app.GetAsync("/?" + query)).CacheKit, Is.EqualTo("HIT"));
    }

    private void Everything(WebApplication routes) => routes.MapGet("/{**path}", [Cache(60)] () => ++_runs);
}
