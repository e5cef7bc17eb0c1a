using CacheKit.Conformance;
using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>
/// Synchronous functions in a new process, whose thread pool has few threads: their callers block threads of the pool, and the replies of the
/// store, its timeout and other work need threads too.
/// </summary>
internal sealed class SynchronousCallTests
{
    // Without room for other work the pool starts four threads per second: too few for so many callers until the deadline of a test.
    private const int ManyCallers = 400;

    private static readonly TimeSpan _deadline = TimeSpan.FromMinutes(2);
    private static readonly NodeCommand _start = new(NodeOperation.StartSynchronousCalls) { Callers = 16 };
    private static readonly NodeCommand _end = new(NodeOperation.EndSynchronousCalls);

    [TestCase("redis")]
    [TestCase("memcached")]
    [TestCase("dynamodb")]
    public async Task The_pool_stays_usable_while_callers_wait_for_the_store(string store)
    {
        await using var network = ProxyOf(await SharedServers.AddressAsync(store));
        await using Cluster cluster = new Cluster(store, AddressOf(store, network)).StartNew(2);
        (NodeProcess filling, NodeProcess reading) = (cluster.Nodes[0], cluster.Nodes[1]);
        await cluster.WarmUpAsync();
        await filling.SendAsync(_start with { Callers = ManyCallers });
        NodeAnswer filled = await filling.SendAsync(_end).WaitAsync(_deadline);
        long minimum = await PoolMinimumOf(reading);

        network.Swallow();
        await reading.SendAsync(_start with { Callers = ManyCallers });
        await Poll.UntilAsync(async () => (await reading.SendAsync(new(NodeOperation.WaitingSynchronousCalls))).Number == ManyCallers);
        await Poll.UntilAsync(async () => await PoolMinimumOf(reading) == minimum + ManyCallers);
        network.Mend();

        NodeAnswer read = await reading.SendAsync(_end).WaitAsync(_deadline);
        Assert.That(read.Values, Is.EqualTo(filled.Values));
        Assert.That(read.Number, Is.Zero, "runs of the function");
        Assert.That(await PoolMinimumOf(reading), Is.EqualTo(minimum));
    }

    [Test]
    public async Task The_timeout_of_a_store_holds_although_no_thread_of_the_pool_is_free()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString).StartNew(1, settings => settings with { Timeout = TimeSpan.FromSeconds(2) });
        NodeProcess node = cluster.Nodes[0];
        await Poll.UntilAsync(node.ReachesStoreAsync);

        await redis.PauseAsync();
        await node.SendAsync(_start with { FillsPool = true });

        NodeAnswer answer = await node.SendAsync(_end).WaitAsync(_deadline);
        Assert.That(answer.Values, Has.All.Not.Null);
        Assert.That(answer.Number, Is.EqualTo(answer.Values.Length), "each caller runs its function");
    }

    [TestCase(SynchronousFunction.Find)]
    [TestCase(SynchronousFunction.FindTagged)]
    public async Task Redis_answers_although_no_thread_of_the_pool_is_free_if_its_client_has_threads_of_its_own(SynchronousFunction function)
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString).StartNew(1, settings => settings with { HasDedicatedThreads = true });
        NodeProcess node = cluster.Nodes[0];
        await cluster.WarmUpAsync();

        await node.SendAsync(_start with { Function = function, FillsPool = true });
        NodeAnswer computed = await node.SendAsync(_end).WaitAsync(_deadline);
        await node.SendAsync(_start with { Function = function, FillsPool = true });
        NodeAnswer read = await node.SendAsync(_end).WaitAsync(_deadline);

        Assert.That(read.Values, Is.EqualTo(computed.Values));
        Assert.That(read.Number, Is.EqualTo(computed.Number), "runs of the function");
    }

    [Test]
    public async Task Callers_get_the_value_of_another_caller_although_no_thread_of_the_pool_is_free()
    {
        await using Cluster cluster = new Cluster("memory", "").StartNew();
        await cluster.Nodes[0].SendAsync(_start with { Function = SynchronousFunction.FindShared, FillsPool = true });

        NodeAnswer answer = await cluster.Nodes[0].SendAsync(_end).WaitAsync(_deadline);
        Assert.That(answer.Values, Has.All.EqualTo(new NodeValue(0, cluster.Nodes[0].Name, Computation: 1)));
    }

    [Test]
    public async Task A_function_whose_callers_may_leave_runs_although_no_thread_of_the_pool_is_free()
    {
        await using Cluster cluster = new Cluster("memory", "").StartNew();
        await cluster.Nodes[0].SendAsync(_start with { Function = SynchronousFunction.FindPatiently, FillsPool = true });

        Assert.That((await cluster.Nodes[0].SendAsync(_end).WaitAsync(_deadline)).Values, Has.All.Not.Null);
    }

    [Test]
    public async Task A_hard_timeout_holds_although_no_thread_of_the_pool_is_free()
    {
        await using Cluster cluster = new Cluster("memory", "").StartNew();
        await cluster.Nodes[0].SendAsync(_start with { Function = SynchronousFunction.FindImpatiently, FillsPool = true });

        Assert.That((await cluster.Nodes[0].SendAsync(_end).WaitAsync(_deadline)).Values, Has.All.Null);
    }

    private static async Task<long> PoolMinimumOf(NodeProcess node) => (await node.SendAsync(new(NodeOperation.PoolMinimum))).Number;

    private static TcpProxy ProxyOf(string address)
    {
        var server = new Uri(address.Contains("://", StringComparison.Ordinal) ? address : "tcp://" + address);
        return new TcpProxy(server.Host, server.Port);
    }

    private static string AddressOf(string store, TcpProxy network) =>
        store == "dynamodb" ? "http://" + network.ConnectionString : network.ConnectionString;
}
