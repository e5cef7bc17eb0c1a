using System.Diagnostics;
using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Processes with their own L1 over a shared store.</summary>
[TestFixture("redis")]
[TestFixture("memcached")]
[TestFixture("dynamodb")]
internal sealed class TieredTests(string store)
{
    private static readonly TimeSpan _staleness = TimeSpan.FromSeconds(3);

    private Cluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartCluster()
    {
        _cluster = new Cluster(store, await SharedServers.AddressAsync(store));
        await _cluster.Start(2, settings => settings with { IsTiered = true, Staleness = _staleness }).WarmUpAsync();
    }

    [OneTimeTearDown]
    public async Task EndCluster() => await _cluster.DisposeAsync();

    [TestCase(NodeOperation.Evict)]
    [TestCase(NodeOperation.Remove)]
    [TestCase(NodeOperation.Set)]
    [TestCase(NodeOperation.Clear)]
    public async Task A_change_by_one_process_is_visible_to_another_within_the_bound(NodeOperation change)
    {
        NodeCommand get = Get($"{change}");
        await _cluster.Nodes[0].GetAsync(get);
        await _cluster.Nodes[1].GetAsync(get);
        long version = _cluster.Database.Write(0);

        NodeAnswer changed = await _cluster.Nodes[0].SendAsync(get with { Operation = change });
        long lastStale = changed.EndedAt;
        await Poll.UntilAsync(async () =>
        {
            NodeAnswer read = await _cluster.Nodes[1].SendAsync(get);
            if (read.Values.Single()!.Version == version)
                return true;
            lastStale = read.StartedAt;
            return false;
        });

        // Measured to the start of the last read that did not see the change: the read that saw it may have waited for its turn.
        TimeSpan took = Stopwatch.GetElapsedTime(changed.EndedAt, lastStale);
        TestContext.Out.WriteLine($"Not seen for {took.TotalSeconds:0.000} s.");
        Assert.That(took, Is.LessThan(_staleness));
        Assert.That((await _cluster.Nodes[0].GetAsync(get)).Single().Version, Is.EqualTo(version));
    }

    // A process that has received nothing from the others within the bound stores no value that it was computing; no machine is that slow
    // here.
    [Test]
    public async Task Four_processes_compute_a_cold_key_once()
    {
        await using var cluster = new Cluster(store, await SharedServers.AddressAsync(store));
        await cluster.PublishFirstChangeAsync();
        await cluster.Start(4, settings => settings with { IsTiered = true, Staleness = TimeSpan.FromMinutes(10) }).WarmUpAsync();
        NodeCommand get = Get("cold") with { Lease = TimeSpan.FromMinutes(5), Callers = 8, Takes = TimeSpan.FromMilliseconds(300) };

        NodeValue[][] values = await Task.WhenAll(cluster.Nodes.Select(node => node.GetAsync(get)));

        Assert.That(values.SelectMany(all => all).Distinct().Count(), Is.EqualTo(1));
    }

    private static NodeCommand Get(string key) =>
        new(NodeOperation.Get) { Key = key, Tags = [key], Expiration = TimeSpan.FromMinutes(5) };
}
