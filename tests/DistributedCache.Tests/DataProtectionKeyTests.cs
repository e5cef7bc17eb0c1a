using System.Security.Cryptography;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.DistributedCache.Tests;

/// <summary>The keys of data protection in an <c>IXmlRepository</c> over CacheKit: what it keeps, and how they are lost.</summary>
[TestFixture("memory")]
[TestFixture("redis")]
internal sealed class DataProtectionKeyTests(string store) : IDisposable
{
    private readonly string _prefix = $"{Guid.NewGuid()}";
    private readonly FakeTimeProvider _clock = new();
    private readonly List<KeyNode> _nodes = [];
    private InMemoryBackend? _memory;

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        _memory?.Dispose();
    }

    [Test]
    public async Task Data_that_one_node_protects_is_read_by_another_one_and_after_a_restart_of_both()
    {
        string ofOne = (await StartAsync()).Protect("a");
        string ofOther = (await StartAsync()).Protect("b");
        Assert.That(_nodes[1].Unprotect(ofOne), Is.EqualTo("a"));
        Assert.That(_nodes[0].Unprotect(ofOther), Is.EqualTo("b"));
        _nodes.ForEach(node => node.Dispose());

        KeyNode restarted = await StartAsync();

        Assert.That(restarted.Unprotect(ofOne), Is.EqualTo("a"));
        Assert.That(restarted.Unprotect(ofOther), Is.EqualTo("b"));
    }

    [Test]
    public async Task Keys_do_not_expire()
    {
        string text = (await StartAsync()).Protect("a");
        _clock.Advance(TimeSpan.FromDays(3650));

        Assert.That((await StartAsync()).Unprotect(text), Is.EqualTo("a"));
        if (store == "redis")
            Assert.That(await SharedRedis.SendAsync("PTTL", $"{_prefix}:keys:data-protection-keys"), Is.EqualTo("-1"));
    }

    [Test]
    public async Task A_clear_of_another_namespace_keeps_them_and_a_clear_of_their_own_loses_them()
    {
        KeyNode node = await StartAsync();
        string text = node.Protect("a");
        await node.Cache.ClearAsync("catalog");
        Assert.That((await StartAsync()).Unprotect(text), Is.EqualTo("a"));

        await node.Cache.ClearAsync("keys");

        KeyNode later = await StartAsync();
        Assert.That(() => later.Unprotect(text), Throws.InstanceOf<CryptographicException>());
    }

    private async Task<KeyNode> StartAsync()
    {
        ICacheBackend backend = store == "redis"
            ? await SharedRedis.ConnectAsync()
            : _memory ??= new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        var node = new KeyNode(backend, _prefix, _clock);
        _nodes.Add(node);
        return node;
    }
}
