using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>The checker finds what it is there to find, and nothing else.</summary>
internal sealed class HistoryTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(5);

    [Test]
    public void A_read_of_an_old_version_after_the_bound_is_wrong() =>
        Assert.That(WrongReads(Read(at: 15.1, version: 1)), Is.EqualTo(new[] { "node 1 saw version 1 of row 0 5.100 s after version 2 was promised" }));

    [Test]
    public void A_read_of_an_old_version_that_began_within_the_bound_is_right() =>
        Assert.That(WrongReads(Read(at: 14.9, version: 1)), Is.Empty);

    [Test]
    public void A_read_of_the_promised_version_or_a_newer_one_is_right() =>
        Assert.That(WrongReads(Read(at: 16, version: 2), Read(at: 16, version: 3)), Is.Empty);

    [Test]
    public void A_read_of_another_row_is_right() =>
        Assert.That(WrongReads(Read(at: 16, version: 1) with { Row = 1 }), Is.Empty);

    [Test]
    public void A_failed_read_is_not_an_old_one() =>
        Assert.That(WrongReads(Read(at: 16, version: 0) with { Failure = "It failed." }), Is.Empty);

    [Test]
    public void A_promise_of_one_node_binds_no_other()
    {
        var history = new History();
        history.PromisedBy("node 1", row: 0, version: 2, at: Seconds(10));

        NodeRead own = Read(at: 16, version: 1);
        Assert.That(history.WrongReads([own, own with { Node = "node 2" }], _bound), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_stale_read_of_a_node_that_nobody_told_is_found()
    {
        await using Cluster cluster = new Cluster("memory", "").Start(2);
        var history = new History();
        await cluster.StartLoadAsync(new NodeCommand(NodeOperation.StartLoad) { Rows = 1 });
        await cluster.ReadsAsync(10);

        long version = cluster.Database.Write(0);
        NodeAnswer evicted = await cluster.Nodes[0].SendAsync(new NodeCommand(NodeOperation.Evict) { Tags = [RowName.Of(0)] });
        history.Promised(0, version, evicted.EndedAt);
        await cluster.ReadsAsync(10);

        IReadOnlyList<string> wrong = history.WrongReads(await cluster.StopLoadAsync(), bound: TimeSpan.Zero);
        Assert.That(wrong, Is.Not.Empty);
        Assert.That(wrong, Has.All.StartsWith("node 2 saw version 0 of row 0"));
    }

    private static IReadOnlyList<string> WrongReads(params NodeRead[] reads)
    {
        var history = new History();
        history.Promised(row: 0, version: 2, at: Seconds(10));
        return history.WrongReads(reads, _bound);
    }

    private static NodeRead Read(double at, long version) => new(Seconds(at), Seconds(at + 1), Row: 0, version, "node 1");

    private static long Seconds(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
