using System.Net;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests.Storefront;

/// <summary>Redis goes down and comes back, empty.</summary>
[TestFixtureSource(typeof(Registration), nameof(Registration.All))]
internal sealed class StorefrontOutageTests(Registration registration)
{
    // The nodes have short timeouts, so on a busy machine many calls of Redis fail.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Every_page_is_answered_while_redis_is_down_and_all_works_again_afterwards()
    {
        await using StorefrontNodes nodes = await StorefrontNodes.StartImpatientAsync(registration);
        using var visitor = new Visitor();
        await Poll.UntilAsync(async () => await IsCachedForBothAsync(nodes), _patience);
        await Poll.UntilAsync(async () => await BasketReachesOtherAsync(nodes, visitor), _patience);

        nodes.Redis.Kill();
        await Task.WhenAll(VisitWithoutRedisAsync(nodes.One, visitor), VisitWithoutRedisAsync(nodes.Other, visitor));

        await nodes.Redis.RestartAsync();
        await Poll.UntilAsync(async () => await BasketReachesOtherAsync(nodes, visitor), _patience);
        await Poll.UntilAsync(async () => await IsCachedForBothAsync(nodes), _patience);
    }

    private static async Task VisitWithoutRedisAsync(Application node, Visitor visitor)
    {
        string[] paths = ["/", "/api/products", "/api/products/1", "/api/products/30", "/Products/1", "/SignIn"];
        WebAnswer[] answers = await Task.WhenAll(paths.Select(path => visitor.GetAsync(node, path)));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));

        // The session can't be read: its basket is not taken for an empty one, and nothing is added to it.
        WebAnswer added = await visitor.AddToBasketAsync(node, 2);
        Assert.That(added.Status, Is.EqualTo(HttpStatusCode.Redirect), added.Body);
        WebAnswer basket = await visitor.GetAsync(node, "/Basket");
        Assert.That((basket.Status, basket.IsBasketAvailable), Is.EqualTo((HttpStatusCode.OK, false)));

        using var admin = new Visitor();
        await admin.SignInAsync(node);
        Assert.That((await admin.GetAsync(node, "/Prices")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<bool> BasketReachesOtherAsync(StorefrontNodes nodes, Visitor visitor)
    {
        await visitor.AddToBasketAsync(nodes.One, 3);
        return (await visitor.GetAsync(nodes.Other, "/Basket")).Basket is [.., 3];
    }

    private static async Task<bool> IsCachedForBothAsync(StorefrontNodes nodes)
    {
        using var visitor = new Visitor();
        WebAnswer page = await visitor.GetAsync(nodes.One, "/");
        return (await visitor.GetAsync(nodes.Other, "/")).Body == page.Body;
    }
}
