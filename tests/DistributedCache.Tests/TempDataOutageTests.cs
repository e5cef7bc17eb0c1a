using System.Net;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.DistributedCache.Tests;

[TestFixture]
internal sealed class TempDataOutageTests
{
    [Test]
    public async Task Pages_are_answered_while_the_store_is_down_and_a_message_from_before_is_shown_afterwards()
    {
        using var store = new SharedStore(TimeProvider.System);
        await using PageNode node = await PageNode.StartAsync(store, "shop", new EphemeralDataProtectionProvider(), inSession: true);
        var cookies = new CookieContainer();
        await node.GetAsync("/leave/before", cookies);

        store.IsDown = true;
        Assert.That(await node.GetAsync("/show", cookies), Is.EqualTo(",,"));
        Assert.That(await node.GetAsync("/leave/during", cookies), Is.EqualTo("/show"));
        store.IsDown = false;

        Assert.That(await node.GetAsync("/show", cookies), Is.EqualTo("before,6,before+second"));
        Assert.That(await node.GetAsync("/show", cookies), Is.EqualTo(",,"));
    }
}
