using System.Net;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.DistributedCache.Tests;

/// <summary>TempData of ASP.NET Core, on two nodes with Kestrel: in the session, or in a cookie.</summary>
[TestFixture("memory", true)]
[TestFixture("redis", true)]
[TestFixture("memory", false)]
[TestFixture("redis", false)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TempDataTests(string store, bool inSession)
{
    private readonly CookieContainer _cookies = new();
    private readonly List<PageNode> _nodes = [];
    private ICacheBackend _backend = null!;

    [SetUp]
    public async Task StartNodes()
    {
        _backend = store == "redis" ? await SharedRedis.ConnectAsync() : new InMemoryBackend();
        var protection = new EphemeralDataProtectionProvider();
        string prefix = $"{Guid.NewGuid()}";
        for (int i = 0; i < 2; i++)
            _nodes.Add(await PageNode.StartAsync(_backend, prefix, protection, inSession));
    }

    [TearDown]
    public async Task EndNodes()
    {
        foreach (PageNode node in _nodes)
            await node.DisposeAsync();
        if (store == "memory")
            ((InMemoryBackend)_backend).Dispose();
    }

    [Test]
    public async Task A_message_survives_one_redirect_to_another_node_and_is_gone_afterwards()
    {
        Assert.That(await _nodes[0].GetAsync("/leave/hello", _cookies), Is.EqualTo("/show"));

        Assert.That(await _nodes[1].GetAsync("/show", _cookies), Is.EqualTo("hello,5,hello+second"));
        Assert.That(await _nodes[0].GetAsync("/show", _cookies), Is.EqualTo(",,"));
        Assert.That(await _nodes[1].GetAsync("/show", _cookies), Is.EqualTo(",,"));
    }

    [Test]
    public async Task A_message_stays_until_it_is_read()
    {
        await _nodes[0].GetAsync("/leave/hello", _cookies);
        await _nodes[1].GetAsync("/other", _cookies);
        Assert.That(await _nodes[0].GetAsync("/peek", _cookies), Is.EqualTo("hello"));

        Assert.That(await _nodes[1].GetAsync("/show", _cookies), Does.StartWith("hello"));
        Assert.That(await _nodes[0].GetAsync("/peek", _cookies), Is.Empty);
    }

    [Test]
    public async Task A_later_message_replaces_an_earlier_one()
    {
        await _nodes[0].GetAsync("/leave/first", _cookies);
        await _nodes[1].GetAsync("/leave/second", _cookies);

        Assert.That(await _nodes[0].GetAsync("/show", _cookies), Is.EqualTo("second,6,second+second"));
    }

    [Test]
    public async Task A_message_is_not_shown_to_another_visitor()
    {
        await _nodes[0].GetAsync("/leave/hello", _cookies);

        Assert.That(await _nodes[0].GetAsync("/show", new CookieContainer()), Is.EqualTo(",,"));
        Assert.That(await _nodes[0].GetAsync("/show", _cookies), Does.StartWith("hello"));
    }
}
