using System.Text;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Changes of many keys on two levels: L1 has what L2 has, and other processes drop their copies.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class L2BatchTests : TierFixture
{
    private static readonly IOException _broken = new("One key fails.");

    [Test]
    public async Task Other_processes_drop_their_copies_of_keys_that_were_set_or_removed_together()
    {
        using var store = new BatchStore(Clock);
        (TieredBackend one, TieredBackend other) = await StartAsync(store);
        await one.SetManyAsync(Entries("old", "a", "b", "c"));
        foreach (string key in new[] { "a", "b", "c" })
            Assert.That(await GetAsync(other, key), Is.EqualTo("old"));

        await one.SetManyAsync(Entries("new", "a"));
        await one.RemoveManyAsync(["b", "c"]);

        await WithinBoundAsync(() => CopyIn(other, "a") is null && CopyIn(other, "b") is null && CopyIn(other, "c") is null);
        Assert.That(await GetAsync(other, "a"), Is.EqualTo("new"));
        Assert.That(await GetAsync(other, "b"), Is.Null);
    }

    [Test]
    public async Task Reads_and_writes_fill_L1()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await tiers.SetManyAsync([.. Entries("set", "a", "b"), new BatchEntry("gone", default, TimeSpan.Zero)]);
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b"), CopyIn(tiers, "gone")), Is.EqualTo(("set", "set", (string?)null)));
        await tiers.AddManyAsync(Entries("added", "b", "c"));
        Assert.That((CopyIn(tiers, "b"), CopyIn(tiers, "c")), Is.EqualTo(((string?)null, "added")), "Of the key that was not added, the content is not known.");
        await tiers.GetManyAsync(["b", "c"]);
        Assert.That(CopyIn(tiers, "b"), Is.EqualTo("set"));
        await tiers.RemoveManyAsync(["a", "c"]);
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b"), CopyIn(tiers, "c")), Is.EqualTo(((string?)null, "set", (string?)null)));
    }

    // With that many keys several share a group of L1.
    [Test]
    public async Task Every_key_of_a_batch_has_a_copy_however_many_they_are([Values(2, 100, 3_000)] int count, [Values] bool adds)
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        string[] keys = [.. Enumerable.Range(0, count).Select(number => $"key {number}")];
        _ = adds ? await tiers.AddManyAsync(Entries("value", keys)) : await tiers.SetManyAsync(Entries("value", keys));
        Assert.That(keys.Where(key => CopyIn(tiers, key) != "value"), Is.Empty);
    }

    [Test]
    public async Task A_batch_beside_a_write_of_one_of_its_keys_leaves_no_copy_of_it()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        string[] keys = [.. Enumerable.Range(0, 3_000).Select(number => $"key {number}")];
        Gate gate = store.HoldNextBatch();
        Task batch = tiers.SetManyAsync(Entries("batch", keys)).AsTask();
        await gate.Reached;
        await SetAsync(tiers, "other", keys[7]);
        gate.Open();
        await batch;
        Assert.That(CopyIn(tiers, keys[7]), Is.Null);
        Assert.That(keys.Count(key => CopyIn(tiers, key) == "batch"), Is.GreaterThan(2_900), "The others of its group have none either.");
    }

    [Test]
    public async Task A_key_that_fails_alone_has_no_copy_and_the_others_have()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await tiers.SetManyAsync(Entries("old", "a", "b"));
        store.FailFor("b", _broken);
        BatchReply<bool> set = await tiers.SetManyAsync(Entries("new", "a", "b"));
        Assert.That((set.FailureAt(0), set.FailureAt(1)), Is.EqualTo(((Exception?)null, (Exception?)_broken)));
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b")), Is.EqualTo(("new", (string?)null)));
        BatchReply<ReadOnlyMemory<byte>?> read = await tiers.GetManyAsync(["a", "b"]);
        Assert.That((read[0] is not null, read.FailureAt(1)), Is.EqualTo((true, (Exception?)_broken)));
    }

    [Test]
    public async Task A_key_that_the_store_does_not_answer_counts_as_failed_and_has_a_copy_later()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        store.AnswerLess = true;
        BatchReply<bool> set = await tiers.SetManyAsync(Entries("new", "a", "b"));
        Assert.That(set.FailureAt(0), Is.Null);
        Assert.That(set.FailureAt(1), Is.InstanceOf<InvalidOperationException>().With.Message.Contains("Give one for each key"));
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b")), Is.EqualTo(("new", (string?)null)));
        BatchReply<ReadOnlyMemory<byte>?> read = await tiers.GetManyAsync(["c", "b"]);
        Assert.That((read.FailureAt(0), read.FailureAt(1) is null), Is.EqualTo(((Exception?)null, false)));

        store.AnswerLess = false;
        await tiers.SetManyAsync(Entries("later", "a", "b"));
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b")), Is.EqualTo(("later", "later")), "A write that has not ended keeps L1 from having copies.");
    }

    [Test]
    public async Task A_read_that_a_write_overtakes_leaves_no_copy()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await tiers.SetManyAsync(Entries("old", "a", "b"));
        await tiers.RemoveManyAsync(["x", "y"]);
        tiers.L1.Forget("a");
        tiers.L1.Forget("b");
        Gate gate = store.HoldNextBatch();
        Task reading = tiers.GetManyAsync(["a", "b"]).AsTask();
        await gate.Reached;
        await SetAsync(tiers, "new", "a");
        gate.Open();
        await reading;
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b")), Is.EqualTo(("new", "old")));
    }

    [Test]
    public void A_store_without_the_capability_leaves_two_levels_without_it()
    {
        using var store = new SharedStore(Clock);
        TieredBackend tiers = Process(store);
        Assert.That(((ICacheBackend)tiers).FindCapability<IBatchBackend>(), Is.Null);
        Assert.That(async () => await tiers.RemoveManyAsync(["a", "b"]), Throws.InvalidOperationException.With.Message.Contains("IBatchBackend"));
    }

    [TestCase("get")]
    [TestCase("set")]
    [TestCase("add")]
    [TestCase("remove")]
    public async Task The_first_call_starts_the_channel(string operation)
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await RunAsync(tiers, operation);
        Assert.That(tiers.Invalidations.HasStarted);
    }

    [TestCase("get")]
    [TestCase("get copies")]
    [TestCase("set")]
    [TestCase("add")]
    [TestCase("remove")]
    public async Task A_cancelled_call_changes_nothing(string operation)
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await tiers.SetManyAsync(Entries("old", "a", "b"));
        store.Forget();
        Assert.That(() => RunAsync(tiers, operation, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b"), store.Trips.Count), Is.EqualTo(("old", "old", 0)));
    }

    [TestCase("set")]
    [TestCase("add")]
    [TestCase("remove")]
    public async Task Changes_that_fail_leave_no_copies_and_are_announced_later(string operation)
    {
        using var store = new BatchStore(Clock);
        (TieredBackend one, TieredBackend other) = await StartAsync(store);
        await one.SetManyAsync(Entries("old", "a", "b"));
        await UntilToldAsync(other);
        await other.GetManyAsync(["a", "b"]);
        store.FailFor("a", _broken);
        store.FailFor("b", _broken);
        Assert.That(() => RunAsync(one, operation), Throws.TypeOf<IOException>());
        Assert.That((CopyIn(one, "a"), CopyIn(one, "b"), CopyIn(other, "a"), CopyIn(other, "b")), Is.EqualTo(((string?)null, (string?)null, "old", "old")));

        await WithinBoundAsync(() => CopyIn(other, "a") is null && CopyIn(other, "b") is null);
        Assert.That(other.L1.CopyValidity.IsConnected);
    }

    [Test]
    public async Task Changes_that_the_store_refuses_are_not_announced()
    {
        using var store = new BatchStore(Clock);
        (TieredBackend one, TieredBackend other) = await StartAsync(store);
        await one.SetManyAsync(Entries("old", "a", "b"));
        await UntilToldAsync(other);
        await other.GetManyAsync(["a", "b"]);
        store.FailFor("a", Refusal.Passing);
        await one.SetManyAsync(Entries("new", "a", "b"));
        await WithinBoundAsync(() => CopyIn(other, "b") is null);
        Assert.That((CopyIn(one, "a"), CopyIn(other, "a")), Is.EqualTo(((string?)null, "old")));
    }

    [Test]
    public async Task Keys_with_a_copy_are_answered_although_the_store_is_down()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await tiers.SetManyAsync(Entries("value", "a", "b"));
        store.IsDown = true;
        BatchReply<ReadOnlyMemory<byte>?> read = await tiers.GetManyAsync(["absent", "a", "b"]);
        Assert.That(read.FailureAt(0), Is.TypeOf<IOException>());
        Assert.That((read[1] is null, read[2] is null), Is.EqualTo((false, false)));
        Assert.That(async () => await tiers.GetManyAsync(["absent", "other"]), Throws.TypeOf<IOException>());
    }

    [Test]
    public async Task Keys_that_all_have_copies_do_not_reach_the_store_and_of_the_others_only_the_missing_ones()
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        await tiers.SetManyAsync(Entries("value", "a", "b"));
        store.Forget();
        await tiers.GetManyAsync(["a", "b"]);
        Assert.That(store.Trips, Is.Empty);

        BatchReply<ReadOnlyMemory<byte>?> read = await tiers.GetManyAsync(["absent", "a", "other", "b"]);
        Assert.That(store.LastKeys, Is.EqualTo(new[] { "absent", "other" }));
        Assert.That(Enumerable.Range(0, 4).Select(i => read[i] is not null), Is.EqualTo(new[] { false, true, false, true }));
    }

    [Test]
    public async Task Copies_do_not_change_with_the_arrays_of_the_caller([Values] bool adds)
    {
        using var store = new BatchStore(Clock);
        TieredBackend tiers = Process(store);
        byte[] payload = Encoding.UTF8.GetBytes("value");
        BatchEntry[] entries = [new("a", payload, null), new("b", payload, null)];
        _ = adds ? await tiers.AddManyAsync(entries) : await tiers.SetManyAsync(entries);
        payload.AsSpan().Clear();
        Assert.That((CopyIn(tiers, "a"), CopyIn(tiers, "b")), Is.EqualTo(("value", "value")));
    }

    private async Task<(TieredBackend One, TieredBackend Other)> StartAsync(BatchStore store)
    {
        TieredBackend one = Process(store);
        TieredBackend other = Process(store);
        await one.GetAsync("nothing");
        await other.GetAsync("nothing");
        await WithinBoundAsync(() => one.L1.CopyValidity.IsConnected && other.L1.CopyValidity.IsConnected);
        return (one, other);
    }

    // Until it has dropped a copy for a change that was announced after all others.
    private async Task UntilToldAsync(TieredBackend process)
    {
        await process.GetAsync("mark");
        bool isTold = false;
        process.Invalidations.Changed += change => isTold |= change.Text == "mark";
        TieredBackend marker = Process(process.Remote);
        await marker.RemoveAsync("mark");
        await WithinBoundAsync(() => isTold);
    }

    private static async Task RunAsync(TieredBackend tiers, string operation, CancellationToken cancellationToken = default)
    {
        await (operation switch
        {
            "get" => tiers.GetManyWithTimeToLiveAsync(["a", "b"], cancellationToken).AsTask(),
            "get copies" => tiers.GetManyAsync(["a", "b"], cancellationToken).AsTask(),
            "set" => tiers.SetManyAsync(Entries("new", "a", "b"), cancellationToken).AsTask(),
            "add" => tiers.AddManyAsync(Entries("new", "a", "b"), cancellationToken).AsTask(),
            _ => (Task)tiers.RemoveManyAsync(["a", "b"], cancellationToken).AsTask(),
        });
    }

    private static BatchEntry[] Entries(string text, params string[] keys) =>
        Array.ConvertAll(keys, key => new BatchEntry(key, Encoding.UTF8.GetBytes(text), null));
}
