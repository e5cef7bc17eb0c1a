using System.Diagnostics;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>
/// The checker finds exactly the violations. Unless a test says otherwise, node 2 changes row 0 to version 2 from second 9 to second 10,
/// and the staleness bound is 5 seconds.
/// </summary>
internal sealed class HistoryTests
{
    private const int RowWithGrace = 8;
    private const int RowOfSeconds = 4;

    private static readonly HistoryRules _rules = new() { Bound = TimeSpan.FromSeconds(5) };

    [Test]
    public void A_read_of_an_old_version_after_the_bound_is_wrong() =>
        Assert.That(
            Wrong(Eviction, Read(at: 15.1, version: 1)),
            Is.EqualTo(new[] { "node 1 saw version 1 of row 0 by node 3 5.100 s after node 2 had done Evict of version 2" }));

    [Test]
    public void A_read_of_an_old_version_that_began_within_the_bound_is_right() =>
        Assert.That(Wrong(Eviction, Read(at: 14.9, version: 1)), Is.Empty);

    [Test]
    public void The_age_of_a_stale_read_is_the_worst_staleness() =>
        Assert.That(Check(Eviction, Read(at: 14.9, version: 1), Read(at: 12, version: 1)).WorstStaleness, Is.EqualTo(TimeSpan.FromSeconds(4.9)));

    [Test]
    public void A_read_of_the_new_version_or_a_newer_one_or_of_nothing_is_right() =>
        Assert.That(
            Wrong(Eviction, Read(at: 16, version: 2), Read(at: 16, version: 3), Read(at: 16, version: 0) with { Value = null, IsLook = true }), Is.Empty);

    [Test]
    public void A_read_of_another_row_is_right() =>
        Assert.That(Wrong(Eviction, Read(at: 16, version: 1) with { Row = 1 }), Is.Empty);

    [Test]
    public void A_failed_read_counts_as_a_failure_and_not_as_a_stale_read()
    {
        Findings findings = Check(Eviction, Read(at: 16, version: 0) with { Value = null, Failure = "It failed." });

        Assert.That((findings.Failures, findings.Wrong), Is.EqualTo((new[] { "It failed." }, Array.Empty<string>())));
    }

    [Test]
    public void A_change_applies_immediately_in_the_node_that_made_it() =>
        Assert.That(Wrong(Eviction, Read(at: 10.1, version: 1, node: "node 2")), Has.Count.EqualTo(1));

    [Test]
    public void A_change_binds_no_other_node_where_they_share_nothing() =>
        Assert.That(Wrong(_rules with { IsShared = false }, Eviction, Read(at: 16, version: 1)), Is.Empty);

    [TestCase(20, 0)]
    [TestCase(35.1, 1)]
    public void A_change_that_the_store_has_not_taken_binds_others_when_it_was_carried_out(double at, int wrong)
    {
        var history = new History(_rules);
        history.Add(Eviction with { IsTaken = false, HoldsFrom = Seconds(30) });

        Assert.That(history.Check(Records([Read(at, version: 1)])).Wrong, Has.Count.EqualTo(wrong));
    }

    [Test]
    public void Until_then_it_does_not() =>
        Assert.That(Wrong(Eviction with { IsTaken = false }, Read(at: 35.1, version: 1)), Is.Empty);

    [TestCase("node 1", 0)]
    [TestCase("node 2", 1)]
    public void A_read_may_wait_for_another_that_began_before_but_for_none_in_the_node_that_made_the_change(string node, int wrong)
    {
        NodeRead earlier = Read(at: 8, version: 1, node) with { EndedAt = Seconds(17) };

        Assert.That(Wrong(Eviction, earlier, Read(at: 16, version: 1, node)), Has.Count.EqualTo(wrong));
    }

    [TestCase(NodeOperation.Remove, 9.5, 0)]
    [TestCase(NodeOperation.Remove, 8.5, 1)]
    [TestCase(NodeOperation.Clear, 9.5, 0)]
    [TestCase(NodeOperation.Evict, 9.5, 1)]
    [TestCase(NodeOperation.Set, 9.5, 1)]
    public void A_value_that_was_being_computed_in_another_process_survives_a_removal_and_nothing_else(NodeOperation kind, double storedAt, int wrong) =>
        Assert.That(Wrong(Eviction with { Kind = kind }, Seen(storedAt), Read(at: 16, version: 1)), Has.Count.EqualTo(wrong));

    [Test]
    public void A_value_may_survive_a_set_whose_value_may_be_gone() =>
        Assert.That(Wrong(_rules with { LosesEntries = true }, Eviction with { Kind = NodeOperation.Set }, Seen(at: 9.5), Read(at: 16, version: 1)), Is.Empty);

    [TestCase(14.9, 0)]
    [TestCase(15.1, 1)]
    public void On_two_levels_it_survives_where_it_was_computed_before_the_message_came(double computedAt, int wrong) =>
        Assert.That(
            Wrong(_rules with { IsTiered = true }, Eviction with { Kind = NodeOperation.Remove }, computedAt, Seen(at: 15.5), Read(at: 17, version: 1)),
            Has.Count.EqualTo(wrong));

    [TestCase(8.5, 0)]
    [TestCase(7.5, 1)]
    public void A_value_may_survive_if_a_call_of_the_store_failed_while_it_was_being_stored(double failedAt, int wrong)
    {
        NodeRecord[] records = Records([Seen(at: 8.9), Read(at: 16, version: 1)], computedAt: 8);
        records[^1] = records[^1] with { StoreFailures = [Seconds(failedAt)] };
        var history = new History(_rules);
        history.Add(Eviction with { Kind = NodeOperation.Remove });

        Assert.That(history.Check(records).Wrong, Has.Count.EqualTo(wrong));
    }

    [TestCase(14, 0)]
    [TestCase(35.1, 1)]
    public void A_value_that_was_set_while_the_store_did_not_take_it_may_be_there_until_the_node_has_removed_it(double at, int wrong)
    {
        var history = new History(_rules with { Bound = TimeSpan.Zero });
        history.Add(new Change(
            NodeOperation.Set, "node 3", Seconds(5), Seconds(6), new Dictionary<int, long> { [0] = 1 })
        { IsTaken = false, HoldsFrom = Seconds(30) });
        history.Add(Eviction);

        Assert.That(history.Check(Records([Read(at, version: 1, computation: 0)])).Wrong, Has.Count.EqualTo(wrong));
    }

    [TestCase(RowWithGrace, false, 0)]
    [TestCase(RowWithGrace, true, 1)]
    [TestCase(0, false, 1)]
    public void After_a_soft_eviction_an_entry_with_a_grace_is_served_and_not_found(int row, bool isLook, int wrong)
    {
        Change eviction = Eviction with { Kind = NodeOperation.EvictSoftly, Versions = new Dictionary<int, long> { [row] = 2 } };

        Assert.That(Wrong(eviction, Read(at: 16, version: 1) with { Row = row, IsLook = isLook }), Has.Count.EqualTo(wrong));
    }

    [TestCase(0, 8.9, 0)]
    [TestCase(0, 9.2, 1)]
    [TestCase(60, 60, 0)]
    public void A_value_is_as_old_as_its_expiration_at_most_by_the_clocks_that_count(double clockStep, double age, int wrong)
    {
        HistoryRules rules = _rules with { ClockStep = TimeSpan.FromSeconds(clockStep), ExpiresByClockOfProcess = true };

        Assert.That(
            Wrong(rules, Eviction, Seen(at: 20) with { Row = RowOfSeconds }, Read(
                at: 20 + age, version: 1) with
            { Row = RowOfSeconds }), Has.Count.EqualTo(wrong));
    }

    [Test]
    public async Task A_stale_read_in_a_node_that_missed_the_change_is_found()
    {
        await using Cluster cluster = new Cluster("memory", "").Start(2);
        var history = new History(_rules with { Bound = TimeSpan.Zero });
        await cluster.StartLoadAsync(new NodeCommand(NodeOperation.StartLoad) { Rows = 1 });
        await cluster.ReadsAsync(10);

        long version = cluster.Database.Write(0);
        NodeAnswer evicted = await cluster.Nodes[0].SendAsync(RowEntry.Command(NodeOperation.Evict, row: 0));
        history.Add(new Change(NodeOperation.Evict, "node 1", evicted.StartedAt, evicted.EndedAt, new Dictionary<int, long> { [0] = version }));
        await cluster.ReadsAsync(10);

        IReadOnlyList<string> wrong = history.Check(await cluster.StopLoadAsync()).Wrong;
        Assert.That(wrong, Is.Not.Empty);
        Assert.That(wrong, Has.All.StartsWith("node 2").And.All.Contains("version 0 of row 0"));
    }

    private static Change Eviction => new(NodeOperation.Evict, "node 2", Seconds(9), Seconds(10), new Dictionary<int, long> { [0] = 2 });

    private static IReadOnlyList<string> Wrong(Change change, params NodeRead[] reads) => Wrong(_rules, change, reads);

    private static IReadOnlyList<string> Wrong(HistoryRules rules, Change change, params NodeRead[] reads) => Wrong(rules, change, computedAt: 8, reads);

    private static IReadOnlyList<string> Wrong(HistoryRules rules, Change change, double computedAt, params NodeRead[] reads)
    {
        var history = new History(rules);
        history.Add(change);
        return history.Check(Records(reads, computedAt)).Wrong;
    }

    private static Findings Check(Change change, params NodeRead[] reads)
    {
        var history = new History(_rules);
        history.Add(change);
        return history.Check(Records(reads));
    }

    // All values come from computations of node 3.
    private static NodeRecord[] Records(NodeRead[] reads, double computedAt = 8) =>
    [
        new("node 1") { Reads = reads },
        new("node 2"),
        new("node 3") { Computations = [new NodeComputation(1, Seconds(computedAt))] },
    ];

    // The first read of the value, which proves that it is stored.
    private static NodeRead Seen(double at) => Read(at - 1, version: 1, node: "node 3") with { EndedAt = Seconds(at) };

    private static NodeRead Read(double at, long version, string node = "node 1", long computation = 1) =>
        new(Seconds(at), Seconds(at + 0.5), Row: 0, node) { Value = new NodeValue(version, "node 3", computation) };

    private static long Seconds(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
