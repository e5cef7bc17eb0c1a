using System.Diagnostics;
using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>One computation for all processes that share a store, whatever happens to the process that computes.</summary>
[TestFixture("redis")]
[TestFixture("memcached")]
[TestFixture("dynamodb")]
internal sealed class LeaseTests(string store)
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(5);

    // Delay that a busy machine may add. The exact time at which a lease passes on is tested in Core with a fake clock.
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(30);

    // Memcached counts whole seconds, and the first one may end immediately.
    private readonly TimeSpan _lease = TimeSpan.FromSeconds(store == "memcached" ? 2 : 1);

    private Cluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartCluster()
    {
        _cluster = new Cluster(store, await SharedServers.AddressAsync(store));
        await _cluster.Start(4).WarmUpAsync();
    }

    [OneTimeTearDown]
    public async Task EndCluster() => await _cluster.DisposeAsync();

    [Test]
    public async Task Four_processes_compute_a_cold_key_once()
    {
        NodeCommand get = Get("cold", _long) with { Callers = 8, Takes = TimeSpan.FromMilliseconds(300) };
        long before = await ComputationsAsync();

        NodeValue[][] values = await Task.WhenAll(_cluster.Nodes.Select(node => node.GetAsync(get)));

        Assert.That(await ComputationsAsync() - before, Is.EqualTo(1));
        Assert.That(values.SelectMany(all => all).Distinct().Count(), Is.EqualTo(1));
        await _cluster.UnlockedAsync(get.Key);
    }

    [Test]
    public async Task Four_processes_compute_an_evicted_entry_once()
    {
        NodeCommand get = Get("evicted", _long) with { Tags = ["tag"], Takes = TimeSpan.FromMilliseconds(300) };
        await _cluster.Nodes[0].GetAsync(get);
        long version = _cluster.Database.Write(0);

        await _cluster.Nodes[1].SendAsync(new NodeCommand(NodeOperation.Evict) { Tags = get.Tags });
        NodeValue[][] values = await Task.WhenAll(_cluster.Nodes.Select(node => node.GetAsync(get)));

        NodeValue value = values[0].Single();
        Assert.That(value.Version, Is.EqualTo(version));
        Assert.That(values, Has.All.EqualTo(new[] { value }));
    }

    [Test]
    public async Task The_value_arrives_after_the_lease_when_the_computing_process_is_killed()
    {
        NodeCommand get = Get("killed", _lease);
        await using NodeProcess leader = _cluster.StartAnother();
        Task<NodeValue[]> lost = leader.GetAsync(get with { Takes = TimeSpan.FromHours(1) });
        await Poll.UntilAsync(async () => await leader.ComputationsAsync() > 0);
        Task<NodeAnswer>[] waiting = [.. _cluster.Nodes.Select(node => node.SendAsync(get))];

        leader.Kill();
        long killedAt = Stopwatch.GetTimestamp();
        NodeAnswer[] answers = await Task.WhenAll(waiting);

        TimeSpan took = answers.Max(answer => Stopwatch.GetElapsedTime(killedAt, answer.EndedAt));
        TestContext.Out.WriteLine($"The value arrived after {took.TotalSeconds:0.000} s.");
        Assert.That(async () => await lost, Throws.InvalidOperationException);
        Assert.That(took, Is.LessThan(_lease + _slack));
        Assert.That(answers.SelectMany(answer => answer.Values).Select(value => value!.Node), Has.None.EqualTo("another node"));
        await _cluster.UnlockedAsync(get.Key);
    }

    [Test]
    public async Task Another_process_computes_immediately_when_the_computing_one_gives_up()
    {
        NodeCommand get = Get("given-up", _long);
        Task<NodeValue[]> givenUp = await ComputingAsync(get with { Takes = TimeSpan.FromHours(1) });

        await _cluster.Nodes[0].SendAsync(new NodeCommand(NodeOperation.GiveUp));
        NodeValue value = (await _cluster.Nodes[1].GetAsync(get)).Single();

        Assert.That(async () => await givenUp, Throws.InvalidOperationException.With.Message.Contains("canceled"));
        Assert.That(value.Node, Is.EqualTo("node 2"));
        await _cluster.UnlockedAsync(get.Key);
    }

    [Test]
    public async Task A_process_that_was_paused_beyond_its_lease_does_not_overwrite_the_newer_value()
    {
        NodeCommand get = Get("paused", _lease);
        Task<NodeValue[]> paused = await ComputingAsync(get with { Takes = 10 * _lease });
        await _cluster.Nodes[0].PauseAsync();
        long version = _cluster.Database.Write(0);

        NodeValue newer = (await _cluster.Nodes[1].GetAsync(get)).Single();
        await _cluster.Nodes[0].ResumeAsync();
        await paused;

        NodeValue found = (await _cluster.Nodes[1].GetAsync(get)).Single();
        Assert.That((newer.Version, found), Is.EqualTo((version, newer)));
        await _cluster.UnlockedAsync(get.Key);
    }

    [Test]
    public async Task A_lease_is_renewed_while_the_computation_goes_on()
    {
        // Renewed after a third of it, which leaves a busy machine ten seconds.
        TimeSpan lease = TimeSpan.FromSeconds(15);
        NodeCommand get = Get("renewed", lease);
        Task<NodeValue[]> computing = await ComputingAsync(get with { Takes = 1.5 * lease });

        NodeValue waited = (await _cluster.Nodes[1].GetAsync(get)).Single();

        Assert.That(waited, Is.EqualTo((await computing).Single()));
        Assert.That(waited.Node, Is.EqualTo("node 1"));
    }

    private static NodeCommand Get(string key, TimeSpan lease) =>
        new(NodeOperation.Get) { Key = key, Lease = lease, Expiration = TimeSpan.FromMinutes(10) };

    // Returns when the first node has started to compute.
    private async Task<Task<NodeValue[]>> ComputingAsync(NodeCommand get)
    {
        NodeProcess node = _cluster.Nodes[0];
        long before = await node.ComputationsAsync();
        Task<NodeValue[]> computing = node.GetAsync(get);
        await Poll.UntilAsync(async () => await node.ComputationsAsync() > before);
        return computing;
    }

    private async Task<long> ComputationsAsync() => (await Task.WhenAll(_cluster.Nodes.Select(node => node.ComputationsAsync()))).Sum();
}
