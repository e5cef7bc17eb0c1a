using System.Diagnostics;
using System.Globalization;
using CacheKit.Conformance;
using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>
/// Uses all operations of a two-level cache for 15 seconds, or for the number of seconds in the environment variable CACHEKIT_SOAK (600 for
/// a manual run).
/// </summary>
internal sealed class SoakTests
{
    private const int Samples = 20;
    private const double Growth = 1.5;

    // For code that is compiled later, and for expired copies, which are removed once a minute.
    private const long Allowance = 4 * 1024 * 1024;

    private static readonly TimeSpan _length = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("CACHEKIT_SOAK") is { Length: > 0 } seconds ? seconds : "15", CultureInfo.InvariantCulture));

    [Test]
    public async Task No_caller_sees_a_failure_and_the_heap_stays_what_it_is_after_a_third_of_the_time()
    {
        await using RedisServer redis = await RedisServer.StartAsync();
        await using Cluster cluster = new Cluster("redis", redis.ConnectionString).StartNew(2, settings => settings with { IsTiered = true });
        await cluster.WarmUpAsync();
        await Task.WhenAll(cluster.Nodes.Select(node => node.SendAsync(new NodeCommand(NodeOperation.StartSoak))));

        long[][] heaps = await Task.WhenAll(cluster.Nodes.Select(HeapsAsync));
        NodeAnswer[] soaked = await Task.WhenAll(cluster.Nodes.Select(node => node.SendAsync(new NodeCommand(NodeOperation.Soaked))));
        await Task.WhenAll(cluster.Nodes.Select(node => node.SendAsync(new NodeCommand(NodeOperation.StopSoak))));

        for (int i = 0; i < heaps.Length; i++)
        {
            TestContext.Out.WriteLine(
                $"{cluster.Nodes[i].Name}: {soaked[i].Number} uses; KB on the heap: {string.Join(' ', heaps[i].Select(heap => heap / 1024))}");
            Assert.That(heaps[i][(Samples / 3)..].Max(), Is.LessThan((Growth * heaps[i][..(Samples / 3)].Max()) + Allowance));
        }
    }

    // At regular intervals during the soak.
    private static async Task<long[]> HeapsAsync(NodeProcess node)
    {
        var heaps = new long[Samples];
        long startedAt = Stopwatch.GetTimestamp();
        for (int i = 0; i < Samples; i++)
        {
            TimeSpan due = _length * (i + 1) / Samples;
            await Poll.UntilAsync(() => new(Stopwatch.GetElapsedTime(startedAt) > due), within: _length + TimeSpan.FromMinutes(1));
            heaps[i] = (await node.SendAsync(new NodeCommand(NodeOperation.Heap))).Number;
        }

        return heaps;
    }
}
