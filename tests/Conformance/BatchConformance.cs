using System.Globalization;
using System.Text;

namespace CacheKit.Conformance;

/// <summary>
/// Tests of <see cref="IBatchBackend"/>, if the backend has this capability: a call for many keys treats each as the call for one key does.
/// </summary>
public abstract class BatchConformance : LastingConformance
{
    // More than any store takes in one request.
    private protected const int ManyInOneCall = 230;

    private static readonly CancellationToken _cancelled = new(canceled: true);

    private IBatchBackend Batch => CapabilityOrPass<IBatchBackend>();

    [Test]
    public async Task Get_many_returns_each_payload_in_the_order_of_the_keys()
    {
        await WriteAsync(Key("one"), "1");
        await WriteAsync(Key("two"), "2", TimeSpan.FromHours(1));
        Assert.That(await ReadManyAsync("two", "absent", "one"), Is.EqualTo(new[] { "2", null, "1" }));
    }

    [Test]
    public async Task Get_many_with_time_to_live_returns_what_is_left_of_each()
    {
        await WriteAsync(Key("one"), "1");
        await WriteAsync(Key("two"), "2", TimeSpan.FromHours(1));

        BatchReply<CacheEntry?> read = await Batch.GetManyWithTimeToLiveAsync([Key("two"), Key("absent"), Key("one")]);

        Assert.That(TextOf(read[0]?.Payload), Is.EqualTo("2"));
        Assert.That(read[0]?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1)));
        Assert.That(read[1], Is.Null);
        Assert.That(TextOf(read[2]?.Payload), Is.EqualTo("1"));
        Assert.That(read[2]?.TimeToLive, Is.Null);
    }

    [Test]
    public async Task Set_many_stores_each_entry_with_its_time_to_live()
    {
        await WriteAsync(Key("never"), "old", TimeSpan.FromMinutes(1));
        BatchReply<bool> set = await Batch.SetManyAsync([Entry("never", "1"), Entry("hour", "2", TimeSpan.FromHours(1)), Entry("empty", "")]);

        Assert.That(set.Count, Is.EqualTo(3));
        Assert.That(await Backend.GetWithTimeToLiveAsync(Key("never")) is { TimeToLive: null } never && TextOf(never.Payload) == "1");
        Assert.That((await Backend.GetWithTimeToLiveAsync(Key("hour")))?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1)));
        Assert.That(await ReadAsync(Key("empty")), Is.EqualTo(""));
    }

    [Test]
    public async Task Set_many_removes_the_keys_of_entries_without_a_time_to_live()
    {
        await WriteAsync(Key("zero"), "old");
        await WriteAsync(Key("negative"), "old");
        await Batch.SetManyAsync([Entry("zero", "new", TimeSpan.Zero), Entry("kept", "new"), Entry("negative", "new", TimeSpan.FromSeconds(-1))]);
        Assert.That(await ReadManyAsync("zero", "kept", "negative"), Is.EqualTo(new[] { null, "new", null }));
    }

    [Test]
    public async Task Entries_that_were_set_together_expire_each_in_its_time()
    {
        TimeSpan life = TimeSpan.FromMilliseconds(300);
        await Batch.SetManyAsync([Entry("short", "1", life), Entry("long", "2", TimeSpan.FromHours(1))]);
        await OutliveAsync(Key("short"), life);
        Assert.That(await ReadManyAsync("short", "long"), Is.EqualTo(new[] { null, "2" }));
        Assert.That((await Batch.GetManyWithTimeToLiveAsync([Key("long"), Key("short")]))[1], Is.Null);
    }

    [Test]
    public async Task Add_many_stores_the_entries_whose_keys_are_absent()
    {
        CapabilityOrPass<IConditionalBackend>();
        await WriteAsync(Key("taken"), "old");

        BatchReply<bool> added = await Batch.AddManyAsync([Entry("free", "new", TimeSpan.FromHours(1)), Entry("taken", "new"), Entry("also free", "new")]);

        Assert.That(Enumerable.Range(0, 3).Select(i => added[i]), Is.EqualTo(new[] { true, false, true }));
        Assert.That(await ReadManyAsync("free", "taken", "also free"), Is.EqualTo(new[] { "new", "old", "new" }));
        Assert.That((await Backend.GetWithTimeToLiveAsync(Key("free")))?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Of_concurrent_calls_that_add_the_same_keys_one_adds_each_key()
    {
        CapabilityOrPass<IConditionalBackend>();
        string[] names = [.. Enumerable.Range(0, 20).Select(number => number.ToString(CultureInfo.InvariantCulture))];

        BatchReply<bool>[] added = await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
            await Batch.AddManyAsync([.. names.Select(name => Entry(name, $"{caller}"))]))));

        for (int i = 0; i < names.Length; i++)
            Assert.That(await ReadAsync(Key(names[i])), Is.EqualTo($"{Enumerable.Range(0, 4).Single(caller => added[caller][i])}"));
    }

    [Test]
    public async Task Remove_many_removes_each_key_and_tells_which_were_there_if_it_can()
    {
        await WriteAsync(Key("one"), "1");
        await WriteAsync(Key("two"), "2");
        await WriteAsync(Key("other"), "3");

        BatchReply<bool?> removed = await Batch.RemoveManyAsync([Key("one"), Key("absent"), Key("two")]);

        Assert.That(await ReadManyAsync("one", "two", "other"), Is.EqualTo(new[] { null, null, "3" }));
        Assert.That(Enumerable.Range(0, 3).Select(i => removed[i]), Is.EqualTo(new bool?[] { true, false, true }).Or.All.Null);
    }

    [Test]
    public async Task Calls_for_no_keys_return_nothing()
    {
        Assert.That((await Batch.GetManyAsync([])).Count, Is.Zero);
        Assert.That((await Batch.GetManyWithTimeToLiveAsync([])).Count, Is.Zero);
        Assert.That((await Batch.SetManyAsync([])).Count, Is.Zero);
        Assert.That((await Batch.RemoveManyAsync([])).Count, Is.Zero);
        if (Backend.FindCapability<IConditionalBackend>() is not null)
            Assert.That((await Batch.AddManyAsync([])).Count, Is.Zero);
    }

    [Test]
    public async Task Several_hundred_keys_are_written_read_and_removed_in_one_call_each()
    {
        string[] names = [.. Enumerable.Range(0, ManyInOneCall).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        await Batch.SetManyAsync([.. names.Select(name => Entry(name, name, TimeSpan.FromHours(1)))]);
        Assert.That(await ReadManyAsync(names), Is.EqualTo(names));
        BatchReply<CacheEntry?> read = await Batch.GetManyWithTimeToLiveAsync([.. names.Select(Key)]);
        Assert.That(names.Index().Select(name => TextOf(read[name.Index]?.Payload)), Is.EqualTo(names));
        await Batch.RemoveManyAsync([.. names.Select(Key)]);
        Assert.That(await ReadManyAsync(names), Is.All.Null);
    }

    [Test]
    public async Task Many_large_payloads_come_back_unchanged()
    {
        byte[][] payloads = [.. Enumerable.Range(0, 24).Select(number => RandomBytes(LargestPayload - number))];
        BatchEntry[] entries = [.. payloads.Index().Select(payload => new BatchEntry(Key($"{payload.Index}"), payload.Item, null))];
        await Batch.SetManyAsync(entries);

        BatchReply<ReadOnlyMemory<byte>?> read = await Batch.GetManyAsync([.. entries.Select(entry => entry.Key)]);

        for (int i = 0; i < payloads.Length; i++)
            Assert.That(read[i]!.Value.Span.SequenceEqual(payloads[i]), Is.True, $"payload {i}, {read.FailureAt(i)?.Message}");
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_are_told_apart_in_calls_for_many(string[] names)
    {
        PassUnlessOddKeysAreTested();
        await Batch.SetManyAsync([.. names.Select(name => Entry(name, name))]);
        string?[] read = await ReadManyAsync(names);
        Assert.That(read.Select(text => text is null ? null : Encoding.UTF8.GetBytes(text)), Is.EqualTo(names.Select(Encoding.UTF8.GetBytes)));
        await Batch.RemoveManyAsync([.. names.Skip(1).Select(Key)]);
        Assert.That(await ReadManyAsync(names), Has.Exactly(1).Not.Null);
    }

    [Test]
    public async Task Buffers_that_change_after_the_call_do_not_change_what_is_stored()
    {
        byte[] buffer = [1, 2, 3, 4];
        await Batch.SetManyAsync([new(Key("head"), buffer.AsMemory(0, 2), null), new(Key("tail"), buffer.AsMemory(2), null)]);
        buffer.AsSpan().Clear();
        BatchReply<ReadOnlyMemory<byte>?> read = await Batch.GetManyAsync([Key("head"), Key("tail")]);
        Assert.That(read[0]?.ToArray(), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(read[1]?.ToArray(), Is.EqualTo(new byte[] { 3, 4 }));
    }

    [Test]
    public async Task Keys_of_a_cleared_namespace_are_absent_for_another_process()
    {
        ICacheBackend other = await CreateOtherAsync();
        try
        {
            string cleared = $"{Guid.NewGuid():N}:users:";
            string kept = $"{Guid.NewGuid():N}:users:";
            await Poll.UntilSucceedsAsync(async () => await other.GetAsync(cleared));
            await other.SetAsync(cleared + "1", "1"u8.ToArray(), null);
            await other.SetAsync(kept + "1", "2"u8.ToArray(), null);
            if (other.FindCapability<IBatchBackend>() is not { } batch || await Backend.GetAsync(kept + "1") is null)
            {
                Assert.Pass("The backends of one fixture have different stores.");
                return;
            }

            await batch.GetManyAsync([cleared + "1", kept + "1"]);
            await Backend.ClearAsync(cleared);
            BatchReply<CacheEntry?> read = await batch.GetManyWithTimeToLiveAsync([cleared + "1", kept + "1"]);
            Assert.That(read[0], Is.Null);
            Assert.That(TextOf(read[1]?.Payload), Is.EqualTo("2"));
            await batch.RemoveManyAsync([kept + "1"]);
        }
        finally
        {
            await DisposeOfAsync(other);
        }
    }

    [Test]
    public async Task A_cancelled_call_for_many_keys_throws_and_changes_nothing()
    {
        CapabilityOrPass<IBatchBackend>();
        await WriteAsync(Key("one"), "old");
        ExpectCancelled(async () => await Batch.GetManyAsync([Key("one"), Key("two")], _cancelled));
        ExpectCancelled(async () => await Batch.GetManyWithTimeToLiveAsync([Key("one"), Key("two")], _cancelled));
        ExpectCancelled(async () => await Batch.SetManyAsync([Entry("one", "new"), Entry("two", "new")], _cancelled));
        ExpectCancelled(async () => await Batch.RemoveManyAsync([Key("one"), Key("two")], _cancelled));
        if (Backend.FindCapability<IConditionalBackend>() is not null)
            ExpectCancelled(async () => await Batch.AddManyAsync([Entry("two", "new"), Entry("three", "new")], _cancelled));
        Assert.That(await ReadManyAsync("one", "two", "three"), Is.EqualTo(new[] { "old", null, null }));
    }

    [Test]
    public async Task A_payload_that_is_too_large_fails_alone()
    {
        if (RefusedPayload is not { } length)
        {
            Assert.Pass($"{Backend.GetType().Name} takes payloads of any length.");
            return;
        }

        await WriteAsync(Key("large"), "old");
        BatchReply<bool> set = await Batch.SetManyAsync([Entry("one", "1"), new(Key("large"), RandomBytes(length), null), Entry("two", "2")]);
        Assert.That(set.FailureAt(1), Is.InstanceOf<StoreRefusedException>());
        Assert.That(new[] { set.FailureAt(0), set.FailureAt(2) }, Is.All.Null);
        Assert.That(await ReadManyAsync("one", "large", "two"), Is.EqualTo(new[] { "1", null, "2" }));
    }

    [Test]
    public async Task A_key_of_another_application_does_not_disturb_the_others()
    {
        IBatchBackend batch = Batch;
        if (!await PutForeignAsync(Key("foreign")))
            Assert.Pass($"{Backend.GetType().Name} reads whatever there is under a key.");
        await WriteAsync(Key("one"), "1");

        Assert.That(await ReadManyAsync("one", "foreign"), Is.EqualTo(new[] { "1", null }));
        BatchReply<CacheEntry?> read = await batch.GetManyWithTimeToLiveAsync([Key("one"), Key("foreign")]);
        Assert.That(TextOf(read[0]?.Payload), Is.EqualTo("1"));
        Assert.That(read.FailureAt(1), Is.InstanceOf<StoreRefusedException>().Or.Null);
        Assert.That(read[1], Is.Null);
        await batch.SetManyAsync([Entry("foreign", "ours"), Entry("two", "2")]);
        Assert.That(await ReadManyAsync("one", "foreign", "two"), Is.EqualTo(new[] { "1", "ours", "2" }));
    }

    private BatchEntry Entry(string name, string text, TimeSpan? timeToLive = null) => new(Key(name), Encoding.UTF8.GetBytes(text), timeToLive);

    private async ValueTask<string?[]> ReadManyAsync(params string[] names)
    {
        BatchReply<ReadOnlyMemory<byte>?> read = await Batch.GetManyAsync([.. names.Select(Key)]);
        return [.. Enumerable.Range(0, read.Count).Select(i => TextOf(read[i]))];
    }

    private static string? TextOf(ReadOnlyMemory<byte>? payload) => payload is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    private static void ExpectCancelled(Func<Task> operation) => Assert.That(operation, Throws.InstanceOf<OperationCanceledException>());
}
