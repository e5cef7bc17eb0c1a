using System.Net.Http.Json;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Endpoints that evict. The generator emits the code that reads members of their bodies.</summary>
internal sealed class EvictionScenarios(string storeName) : ScenarioTests(storeName)
{
    [Test]
    public async Task After_a_put_the_next_get_is_a_miss_with_the_change()
    {
        string name = "a reader";
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"])] (int id) => $"{id} {name}");
            routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}"])] (int id, string to) => name = to);
        });
        await app.GetAsync("/users/7");
        await app.GetAsync("/users/8");
        await app.SendAsync(HttpMethod.Put, "/users/7?to=admin");
        Answer changed = await app.GetAsync("/users/7");
        Answer other = await app.GetAsync("/users/8");
        Assert.That((changed.CacheKit, changed.Body, other.CacheKit), Is.EqualTo(("MISS", "7 admin", "HIT")));
    }

    [Test]
    public async Task A_member_of_the_body_names_what_is_evicted()
    {
        await using TestApp app = await StartAsync(routes =>
        {
            routes.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"])] (int id) => id);
            routes.MapPost("/users", [CacheEvict(Tags = ["user:{user.Id}", "friend:{user.Friend.Id}"])] (User user) => user);
        });
        await app.GetAsync("/users/7");
        await app.GetAsync("/users/8");
        using HttpResponseMessage response = await app.Client.PostAsJsonAsync("/users", new User(7, null));
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(((await app.GetAsync("/users/7")).CacheKit, (await app.GetAsync("/users/8")).CacheKit), Is.EqualTo(("MISS", "HIT")));
    }

    [Test]
    public async Task Another_process_misses_what_was_evicted_here()
    {
        string prefix = Guid.NewGuid().ToString("N");
        Action<WebApplication> routes = routes =>
        {
            routes.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"]), VaryBy(Host = false)] (int id) => id);
            routes.MapPut("/users/{id}", [CacheEvict(Tags = ["user:{id}"])] (int id) => id);
        };
        await using TestApp one = await StartAsync(routes, new TestAppSettings { Prefix = prefix });
        await using TestApp other = await StartAsync(routes, new TestAppSettings { Prefix = prefix });
        await one.GetAsync("/users/7");
        Answer read = await other.GetAsync("/users/7");
        await one.SendAsync(HttpMethod.Put, "/users/7");

        // A store in memory is not shared: neither the entry nor its eviction reaches the other process.
        (string, string) expected = IsShared ? ("HIT", "MISS") : ("MISS", "HIT");
        Assert.That((read.CacheKit, (await other.GetAsync("/users/7")).CacheKit), Is.EqualTo(expected));
    }

    internal sealed record User(int Id, User? Friend);
}
