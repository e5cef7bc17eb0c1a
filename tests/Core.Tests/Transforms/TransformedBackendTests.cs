using System.Runtime.InteropServices;
using System.Text;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Transforms;

/// <summary>What a backend with transforms stores, and how it compares.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TransformedBackendTests : IDisposable
{
    private const string Key = "app::key";

    private readonly BatchStore _store = new(new FakeTimeProvider());
    private readonly ICacheBackend _backend;

    public TransformedBackendTests() => _backend = _store.Then(new NonceTransform());

    private IConditionalBackend Conditional => _backend.FindCapability<IConditionalBackend>()!;

    private IBatchBackend Batch => _backend.FindCapability<IBatchBackend>()!;

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task The_store_has_the_transformed_payload_and_each_read_the_restored_one()
    {
        await _backend.SetAsync(Key, Bytes("value"), TimeSpan.FromHours(1));
        Assert.That(await StoredAsync(Key), Does.StartWith("\uFFFDbynonc").Using(StringComparison.Ordinal).And.EndsWith("app::key\nvalue").Using(StringComparison.Ordinal));
        Assert.That(Text(await _backend.GetAsync(Key)), Is.EqualTo("value"));
        Assert.That((await _backend.GetWithTimeToLiveAsync(Key))?.TimeToLive, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(Text((await Batch.GetManyAsync([Key, "app::other"]))[0]), Is.EqualTo("value"));
        Assert.That(Text((await Batch.GetManyWithTimeToLiveAsync([Key]))[0]?.Payload), Is.EqualTo("value"));
    }

    [Test]
    public async Task Transforms_run_in_their_order_and_in_reverse_on_a_read()
    {
        ICacheBackend backend = _store.Then(new KeyTransform("a")).Then(new KeyTransform("b"));
        await backend.SetAsync(Key, Bytes("value"), null);
        Assert.That(await StoredAsync(Key), Is.EqualTo("\uFFFDbyb   app::key\n\uFFFDbya   app::key\nvalue"));
        Assert.That(Text(await backend.GetAsync(Key)), Is.EqualTo("value"));
    }

    [TestCase("app:%tags:user", "0123456789abcdef")]
    [TestCase("app:%hashed-tags:abc", "0123456789abcdef,0123456789abcdee")]
    [TestCase(":%leases:users:7", "sixteen bytes ..")]
    public async Task Records_are_stored_and_compared_as_they_are_in_one_trip(string key, string record)
    {
        Assert.That(await Conditional.AddAsync(key, Bytes(record), null), Is.True);
        Assert.That(await Conditional.AddAsync(key, Bytes(record), null), Is.False);
        Assert.That(await StoredAsync(key), Is.EqualTo(record));
        Assert.That(Text(await _backend.GetAsync(key)), Is.EqualTo(record));
        _store.Forget();
        Assert.That(await Conditional.ReplaceAsync(key, Bytes(record), Bytes(record), null), Is.True);
        Assert.That(await Conditional.ReplaceAsync(key, Bytes(record), default, TimeSpan.Zero), Is.True);
        Assert.That(await Conditional.ReplaceAsync(key, Bytes(record), Bytes(record), null), Is.False);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "replace", "replace", "replace" }));
    }

    [TestCase("app:%tags:user", "a secret")]
    [TestCase("app:%tags:user", "0123456789abcdeg")]
    [TestCase("app:%leases:users:7", "a secret of 17 b.")]
    [TestCase("app:users:%tags:user", "0123456789abcdef")]
    [TestCase("%tags:user", "0123456789abcdef")]
    public async Task A_payload_that_is_no_record_or_has_another_key_is_transformed(string key, string payload)
    {
        await _backend.SetAsync(key, Bytes(payload), null);
        Assert.That(await StoredAsync(key), Does.StartWith("\uFFFDbynonc").Using(StringComparison.Ordinal));
        Assert.That(Text(await _backend.GetAsync(key)), Is.EqualTo(payload));
        Assert.That(await Conditional.ReplaceAsync(key, Bytes(payload), Bytes("second"), null), Is.True);
        Assert.That(Text(await _backend.GetAsync(key)), Is.EqualTo("second"));
    }

    // The cache replaces what is neither a record nor an entry there.
    [Test]
    public async Task What_is_found_under_the_key_of_a_record_is_read_and_replaced_as_it_is()
    {
        await _store.SetAsync("app:%tags:user", Bytes("junk"), null);
        Assert.That(Text(await _backend.GetAsync("app:%tags:user")), Is.EqualTo("junk"));
        Assert.That(await Conditional.AddAsync("app:%tags:user", Bytes("0123456789abcdef"), null), Is.False);
        Assert.That(await Conditional.ReplaceAsync("app:%tags:user", Bytes("junk"), Bytes("0123456789abcdef"), null), Is.True);
        Assert.That(await StoredAsync("app:%tags:user"), Is.EqualTo("0123456789abcdef"));
    }

    [TestCase("app:%tags:user", "0123456789abcdef")]
    [TestCase("app:%tags:user", "junk")]
    [TestCase(Key, "value")]
    public async Task What_a_read_returns_belongs_to_the_caller(string key, string payload)
    {
        using var memory = new InMemoryBackend();
        ICacheBackend backend = memory.Then(new KeyTransform());
        await (payload == "junk" ? memory : backend).SetAsync(key, Bytes(payload), null);
        Assert.That(backend.HandsOverPayloads, Is.True);
        Assert.That(MemoryMarshal.TryGetArray((await backend.GetAsync(key))!.Value, out ArraySegment<byte> read), Is.True);
        read.AsSpan().Clear();
        Assert.That(Text(await backend.GetAsync(key)), Is.EqualTo(payload));
    }

    [Test]
    public async Task The_change_log_of_two_levels_is_stored_as_it_is()
    {
        using var memory = new InMemoryBackend();
        await using var levels = new TieredBackend(memory, new PlainWrapper(_backend), new TieredBackendOptions { Channel = "log" });
        await levels.SetAsync(Key, Bytes("value"), null);

        // Random bytes follow, which may be a mark that combines with the last character.
        Assert.That(await StoredAsync("log"), Does.StartWith("ckl1").Using(StringComparison.Ordinal));
        Assert.That(await StoredAsync(Key), Does.StartWith("\uFFFDbynonc").Using(StringComparison.Ordinal));
    }

    [Test]
    public async Task A_payload_is_replaced_if_it_is_the_expected_one_although_each_encoding_differs()
    {
        await _backend.SetAsync(Key, Bytes("first"), null);
        Assert.That(await Conditional.ReplaceAsync(Key, Bytes("other"), Bytes("second"), null), Is.False);
        Assert.That(await Conditional.ReplaceAsync(Key, Bytes("first"), Bytes("second"), null), Is.True);
        Assert.That(await Conditional.ReplaceAsync(Key, Bytes("first"), Bytes("third"), null), Is.False);
        Assert.That(Text(await _backend.GetAsync(Key)), Is.EqualTo("second"));
        Assert.That(await Conditional.ReplaceAsync(Key, Bytes("second"), default, TimeSpan.Zero), Is.True);
        Assert.That(await _store.GetAsync(Key), Is.Null);
    }

    [Test]
    public async Task A_replacement_is_repeated_if_the_same_payload_was_stored_again_meanwhile()
    {
        await _backend.SetAsync(Key, Bytes("first"), null);
        Gate read = _store.HoldNextAnswer();
        ValueTask<bool> replacing = Conditional.ReplaceAsync(Key, Bytes("first"), Bytes("second"), null);
        await _backend.SetAsync(Key, Bytes("first"), null);
        read.Open();
        Assert.That(await replacing, Is.True);
        Assert.That(Text(await _backend.GetAsync(Key)), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_replacement_leaves_what_was_stored_meanwhile()
    {
        await _backend.SetAsync(Key, Bytes("first"), null);
        Gate read = _store.HoldNextAnswer();
        ValueTask<bool> replacing = Conditional.ReplaceAsync(Key, Bytes("first"), Bytes("second"), null);
        await _backend.SetAsync(Key, Bytes("newer"), null);
        read.Open();
        Assert.That(await replacing, Is.False);
        Assert.That(Text(await _backend.GetAsync(Key)), Is.EqualTo("newer"));
    }

    [Test]
    public async Task A_replacement_ends_on_a_store_whose_reads_lag()
    {
        await _backend.SetAsync(Key, Bytes("first"), null);
        _store.IsOvertaken = true;
        Assert.That(await Conditional.ReplaceAsync(Key, Bytes("first"), Bytes("second"), null), Is.False);
    }

    [TestCase("plain")]
    [TestCase("of another key")]
    [TestCase("")]
    public async Task A_payload_that_cannot_be_restored_is_absent_and_can_be_added_over(string stored)
    {
        foreach (bool together in new[] { false, true })
        {
            await SetUnreadableAsync(Key, stored);
            Assert.That(await _backend.GetAsync(Key), Is.Null);
            Assert.That(await _backend.GetWithTimeToLiveAsync(Key), Is.Null);
            Assert.That((await Batch.GetManyAsync([Key]))[0], Is.Null);
            Assert.That((await Batch.GetManyWithTimeToLiveAsync([Key]))[0], Is.Null);
            Assert.That(await Conditional.ReplaceAsync(Key, Bytes(stored), Bytes("value"), null), Is.False);
            bool isAdded = together
                ? (await Batch.AddManyAsync([new(Key, Bytes("value"), null), new("app::new", Bytes("new"), null)]))[0]
                : await Conditional.AddAsync(Key, Bytes("value"), null);
            Assert.That(isAdded, Is.True);
            Assert.That(Text(await _backend.GetAsync(Key)), Is.EqualTo("value"));
        }

        Assert.That(Text(await _backend.GetAsync("app::new")), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_entry_is_not_added_over()
    {
        await _backend.SetAsync(Key, Bytes("value"), null);
        Assert.That(await Conditional.AddAsync(Key, Bytes("other"), null), Is.False);
        BatchReply<bool> added = await Batch.AddManyAsync([new(Key, Bytes("other"), null), new("app::new", Bytes("new"), null)]);
        Assert.That((added[0], added[1]), Is.EqualTo((false, true)));
        Assert.That(Text(await _backend.GetAsync(Key)), Is.EqualTo("value"));
    }

    [Test]
    public async Task What_was_added_stays_added_though_the_replacement_of_another_fails()
    {
        await SetUnreadableAsync(Key, "plain");
        IBatchBackend batch = new NoReplacement(_store).Then(new NonceTransform()).FindCapability<IBatchBackend>()!;

        BatchReply<bool> added = await batch.AddManyAsync([new(Key, Bytes("value"), null), new("app::new", Bytes("new"), null)]);

        Assert.That((added.FailureAt(0), added.FailureAt(1), added[1]), Is.EqualTo((NoReplacement.Failure, (Exception?)null, true)));
        Assert.That(Text(await _backend.GetAsync("app::new")), Is.EqualTo("new"));
    }

    [Test]
    public async Task Many_keys_take_one_trip()
    {
        BatchEntry[] entries = [.. Enumerable.Range(0, 50).Select(i => new BatchEntry($"app::{i}", Bytes($"{i}"), null))];
        await Batch.SetManyAsync(entries);
        await Batch.GetManyAsync([.. entries.Select(entry => entry.Key)]);
        await Batch.RemoveManyAsync([.. entries.Select(entry => entry.Key)]);
        await Batch.AddManyAsync(entries);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "set many 50", "get many 50", "remove many 50", "add many 50" }));
        for (int i = 0; i < entries.Length; i++)
            Assert.That(Text(await _backend.GetAsync($"app::{i}")), Is.EqualTo($"{i}"));
    }

    [Test]
    public async Task A_payload_that_a_transform_fails_at_is_refused_and_the_others_are_stored()
    {
        Assert.That(
            async () => await _backend.SetAsync(Key, Bytes("fail"), null),
            Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("This payload fails."));
        Assert.That(async () => await Conditional.AddAsync(Key, Bytes("fail"), null), Throws.InstanceOf<StoreRefusedException>());
        BatchReply<bool> set = await Batch.SetManyAsync([new("a", Bytes("1"), null), new("b", Bytes("fail"), null), new("c", Bytes("3"), null)]);
        Assert.That((set.FailureAt(0), set.FailureAt(2)), Is.EqualTo(((Exception?)null, (Exception?)null)));
        Assert.That(set.FailureAt(1), Is.InstanceOf<StoreRefusedException>());
        string?[] read = [Text(await _backend.GetAsync("a")), Text(await _backend.GetAsync("b")), Text(await _backend.GetAsync("c"))];
        Assert.That(read, Is.EqualTo(new[] { "1", null, "3" }));
        Assert.That(async () => await Batch.SetManyAsync([new("b", Bytes("fail"), null)]), Throws.InstanceOf<StoreRefusedException>());
    }

    [Test]
    public async Task Failures_of_single_keys_stay_with_their_keys()
    {
        _store.FailFor("b", new IOException());
        BatchReply<bool> set = await Batch.SetManyAsync([new("f", Bytes("fail"), null), new("a", Bytes("1"), null), new("b", Bytes("2"), null)]);
        Assert.That(set.FailureAt(0), Is.InstanceOf<StoreRefusedException>());
        Assert.That(set.FailureAt(1), Is.Null);
        Assert.That(set.FailureAt(2), Is.InstanceOf<IOException>());
        BatchReply<ReadOnlyMemory<byte>?> read = await Batch.GetManyAsync(["a", "b"]);
        Assert.That(Text(read[0]), Is.EqualTo("1"));
        Assert.That(read.FailureAt(1), Is.InstanceOf<IOException>());
    }

    [Test]
    public void Memory_holds_no_values_and_payloads_are_handed_over()
    {
        using var memory = new InMemoryBackend();
        ICacheBackend backend = memory.Then(new NonceTransform());
        Assert.That(backend.FindCapability<IValueBackend>(), Is.Null);
        Assert.That(backend.FindCapability<InMemoryBackend>(), Is.SameAs(memory));
        Assert.That(backend.HandsOverPayloads, Is.True);
    }

    [Test]
    public void Two_levels_are_not_transformed()
    {
        using var memory = new InMemoryBackend();
        using var levels = new TieredBackend(memory, _store);
        Assert.That(() => levels.Then(new NonceTransform()), Throws.ArgumentException.With.Message.Contains("shared store instead"));
        Assert.That(() => new PlainWrapper(levels).Then(new NonceTransform()), Throws.ArgumentException);
    }

    [Test]
    public void Null_is_an_error()
    {
        Assert.That(() => ((ICacheBackend)null!).Then(new NonceTransform()), Throws.ArgumentNullException);
        Assert.That(() => _store.Then(null!), Throws.ArgumentNullException);
    }

    private async Task SetUnreadableAsync(string key, string stored)
    {
        await _backend.SetAsync("app::another", Bytes("value"), null);
        ReadOnlyMemory<byte> payload = stored == "of another key" ? (await _store.GetAsync("app::another"))!.Value : Bytes(stored);
        await _store.SetAsync(key, payload, null);
    }

    private async Task<string> StoredAsync(string key) => Text(await _store.GetAsync(key))!;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(ReadOnlyMemory<byte>? payload) => payload is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    private sealed class PlainWrapper(ICacheBackend inner) : DelegatingBackend(inner);

    private sealed class NoReplacement(ICacheBackend inner) : DelegatingBackend(inner)
    {
        public static IOException Failure { get; } = new("The replacement fails.");

        public override ValueTask<bool> ReplaceAsync(
            string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
            throw Failure;
    }
}
