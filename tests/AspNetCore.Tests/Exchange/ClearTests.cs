namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Entries that are cleared or removed, also while a handler runs.</summary>
public sealed class ClearTests(Store store) : EndpointTests(store)
{
    [Test]
    public async Task A_cleared_entry_is_a_miss()
    {
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] () => ++runs));
        await app.GetAsync();
        long cleared = await app.Cache.ClearAsync();
        Answer second = await app.GetAsync();
        Assert.That((cleared, second.CacheKit, second.Body), Is.EqualTo((1, "MISS", "2")));
    }

    [Test]
    public async Task Only_the_entries_of_the_namespace_are_cleared()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/a", [Cache(60, Namespace = "a")] () => "a");
            routes.MapGet("/b", [Cache(60, Namespace = "b")] () => "b");
            routes.MapGet("/c", [Cache(60)] () => "c");
        });
        string[] paths = ["/a", "/b", "/c"];
        foreach (string path in paths)
            await app.GetAsync(path);
        await app.Cache.ClearAsync("a");
        var after = new List<string?>();
        foreach (string path in paths)
            after.Add((await app.GetAsync(path)).CacheKit);
        Assert.That(after, Is.EqualTo(new[] { "MISS", "HIT", "HIT" }));
    }

    [Test]
    public async Task The_entry_of_an_endpoint_can_be_removed_by_its_readable_key()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60, Namespace = "users")] (int id) => id),
            new TestAppSettings { Prefix = "api" });
        await app.GetAsync("/1?b=2&a=1");
        await app.GetAsync("/2");
        bool removed = await app.Cache.RemoveAsync($"GET {app.Origin}/1?a=1&b=2", new CacheEntryOptions { Namespace = "users" });
        Answer one = await app.GetAsync("/1?b=2&a=1");
        Answer two = await app.GetAsync("/2");
        Assert.That((removed, one.CacheKit, two.CacheKit), Is.EqualTo((true, "MISS", "HIT")));
    }

    [TestCase(null)]
    [TestCase("Cache-Control: no-cache")]
    [TestCase("Cache-Control: max-age=0")]
    public async Task A_response_whose_namespace_was_cleared_while_its_handler_ran_is_not_stored(string? header)
    {
        var entered = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async () =>
        {
            int run = ++runs;
            if (run == 1)
            {
                entered.Pass();
                await end.Opened;
            }

            return run;
        }));
        Task<Answer> outdated = app.GetAsync("/", header is null ? [] : [header]);
        await entered.Opened;
        await app.Cache.ClearAsync();
        end.Pass();
        Answer first = await outdated;
        Answer second = await app.GetAsync();
        Assert.That((first.Body, first.CacheStatus!.Contains("stored", StringComparison.Ordinal)), Is.EqualTo(("1", false)));
        Assert.That((second.CacheKit, second.Body), Is.EqualTo(("MISS", "2")));
    }

    [Test]
    public async Task Two_responses_whose_namespace_was_cleared_while_their_handlers_ran_are_not_stored()
    {
        Gate[] entered = [new(), new()];
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run <= entered.Length)
            {
                entered[run - 1].Pass();
                await end.Opened;
            }

            return run;
        }));
        Task<Answer> leading = app.GetAsync();
        await entered[0].Opened;
        Task<Answer> refreshing = app.GetAsync("/", "Cache-Control: no-cache");
        await entered[1].Opened;
        await app.Cache.ClearAsync();
        end.Pass();
        await Task.WhenAll(leading, refreshing);
        Assert.That((await app.GetAsync()).Body, Is.EqualTo("3"));
    }

    [Test]
    public async Task A_client_after_a_clear_does_not_wait_for_an_outdated_response()
    {
        var entered = new Gate();
        var end = new Gate();
        int runs = 0;
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60)] async () =>
        {
            int run = Interlocked.Increment(ref runs);
            if (run == 1)
            {
                entered.Pass();
                await end.Opened;
            }

            return run;
        }));
        Task<Answer> outdated = app.GetAsync();
        await entered.Opened;
        await app.Cache.ClearAsync();
        Answer fresh = await app.GetAsync();
        end.Pass();
        await outdated;
        Answer hit = await app.GetAsync();
        Assert.That((fresh.Body, hit.Body, hit.CacheKit), Is.EqualTo(("2", "2", "HIT")));
    }

    [Test]
    public async Task A_handler_can_clear_what_it_has_changed()
    {
        int version = 1;
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/", [Cache(60, Namespace = "items")] () => version);
            routes.MapPost("/", async (ICache cache) =>
            {
                version++;
                return await cache.ClearAsync("items");
            });
        });
        await app.GetAsync();
        Answer cleared = await app.SendAsync(HttpMethod.Post);
        Assert.That((cleared.Body, (await app.GetAsync()).Body), Is.EqualTo(("1", "2")));
    }
}
