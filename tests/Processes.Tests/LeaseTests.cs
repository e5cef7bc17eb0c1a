using System.Diagnostics;
using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>One computation for all processes that share a store, whatever becomes of the one that computes.</summary>
[TestFixture("redis")]
[TestFixture("memcached")]
[TestFixture("dynamodb")]
internal sealed class LeaseTests(string store)
{
    // Memcached counts in whole seconds, and the first of them may be over at once.
    private readonly TimeSpan _lease = TimeSpan.FromSeconds(store == "memcached" ? 2 : 1);

    private Cluster _cluster = null!;
    private NodeCommand _get = null!;

    [SetUp]
    public async Task MakeCluster()
    {
        _cluster = new Cluster(store, await SharedServers.AddressAsync(store));
        _get = new NodeCommand(NodeOperation.Get) { Key = "key", Lease = _lease, Expiration = TimeSpan.FromMinutes(5) };
    }

    [TearDown]
    public async Task EndCluster() => await _cluster.DisposeAsync();

    [Test]
    public async Task Four_processes_compute_a_cold_key_once()
    {
        await _cluster.Start(4).WarmUpAsync();
        NodeCommand get = _get with { Lease = TimeSpan.FromMinutes(5), Callers = 8, Takes = TimeSpan.FromMilliseconds(300) };

        NodeValue[][] values = await Task.WhenAll(_cluster.Nodes.Select(node => node.GetAsync(get)));
        long[] computations = await Task.WhenAll(_cluster.Nodes.Select(node => node.ComputationsAsync()));

        Assert.That(computations.Sum(), Is.EqualTo(1), string.Join(", ", computations));
        Assert.That(values.SelectMany(all => all).Distinct().Count(), Is.EqualTo(1));
        await _cluster.KeysAsync(1);
    }

    [Test]
    public async Task Four_processes_compute_an_evicted_entry_once()
    {
        await _cluster.Start(4).WarmUpAsync();
        NodeCommand get = _get with { Tags = ["tag"], Takes = TimeSpan.FromMilliseconds(300) };
        await _cluster.Nodes[0].GetAsync(get);
        _cluster.Database.Write(0);

        await _cluster.Nodes[1].SendAsync(new NodeCommand(NodeOperation.Evict) { Tags = get.Tags });
        NodeValue[][] values = await Task.WhenAll(_cluster.Nodes.Select(node => node.GetAsync(get)));

        NodeValue value = values[0].Single();
        Assert.That(value.Version, Is.EqualTo(1));
        Assert.That(values, Has.All.EqualTo(new[] { value }));
    }

    [Test]
    public async Task Where_the_one_that_computes_is_killed_the_value_arrives_within_the_lease_and_a_second()
    {
        await _cluster.Start(3).WarmUpAsync();
        Task<NodeValue[]> lost = _cluster.Nodes[0].GetAsync(_get with { Takes = TimeSpan.FromHours(1) });
        await BegunAsync(_cluster.Nodes[0]);
        Task<NodeAnswer>[] waiting = [.. _cluster.Nodes.Skip(1).Select(node => node.SendAsync(_get))];

        _cluster.Nodes[0].Kill();
        long killedAt = Stopwatch.GetTimestamp();
        NodeAnswer[] answers = await Task.WhenAll(waiting);

        Assert.That(async () => await lost, Throws.InvalidOperationException);
        Assert.That(answers.Max(answer => Stopwatch.GetElapsedTime(killedAt, answer.EndedAt)), Is.LessThan(_lease + TimeSpan.FromSeconds(1)));
        Assert.That(answers.SelectMany(answer => answer.Values).Distinct().Count(), Is.EqualTo(1));
        await _cluster.KeysAsync(1);
    }

    [Test]
    public async Task Where_the_one_that_computes_gives_up_another_computes_at_once()
    {
        await _cluster.Start(2).WarmUpAsync();
        NodeCommand get = _get with { Lease = TimeSpan.FromMinutes(5) };
        Task<NodeValue[]> givenUp = _cluster.Nodes[0].GetAsync(get with { Takes = TimeSpan.FromHours(1), Patience = TimeSpan.FromMilliseconds(500) });
        await BegunAsync(_cluster.Nodes[0]);

        NodeValue value = (await _cluster.Nodes[1].GetAsync(get with { Patience = TimeSpan.FromMinutes(1) })).Single();

        Assert.That(async () => await givenUp, Throws.InvalidOperationException.With.Message.Contains("canceled"));
        Assert.That(value.Node, Is.EqualTo("node 2"));
        await _cluster.KeysAsync(1);
    }

    [Test]
    public async Task One_that_was_paused_beyond_its_lease_does_not_overwrite_the_newer_value()
    {
        await _cluster.Start(2).WarmUpAsync();
        Task<NodeAnswer> paused = _cluster.Nodes[0].SendAsync(_get with { Takes = TimeSpan.FromMilliseconds(500) });
        await BegunAsync(_cluster.Nodes[0]);
        await _cluster.Nodes[0].PauseAsync();
        _cluster.Database.Write(0);

        NodeValue newer = (await _cluster.Nodes[1].GetAsync(_get)).Single();
        await _cluster.Nodes[0].ResumeAsync();
        await paused;

        NodeValue found = (await _cluster.Nodes[1].GetAsync(_get)).Single();
        Assert.That((newer.Version, found), Is.EqualTo((1, newer)));
        await _cluster.KeysAsync(1);
    }

    [Test]
    public async Task A_lease_is_renewed_while_the_computation_goes_on()
    {
        await _cluster.Start(2).WarmUpAsync();
        Task<NodeValue[]> computing = _cluster.Nodes[0].GetAsync(_get with { Takes = 2.5 * _lease });
        await BegunAsync(_cluster.Nodes[0]);

        NodeValue waited = (await _cluster.Nodes[1].GetAsync(_get)).Single();

        Assert.That(waited, Is.EqualTo((await computing).Single()));
        Assert.That(waited.Node, Is.EqualTo("node 1"));
    }

    private static Task BegunAsync(NodeProcess node) => Poll.UntilAsync(async () => await node.ComputationsAsync() > 0);
}
