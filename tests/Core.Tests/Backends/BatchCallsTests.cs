using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Backends;

/// <summary>The reply of calls that were begun together, and the default members of IBatchBackend.</summary>
[TestFixture]
internal sealed class BatchCallsTests
{
    private static readonly IOException _failure = new("down");

    [Test]
    public async Task A_call_that_fails_has_its_exception_at_its_index()
    {
        BatchReply<int> reply = await BatchCalls.JoinAsync<int>([Task.FromResult(1), Task.FromException<int>(_failure), Task.FromResult(3)]);
        Assert.That((reply.Count, reply[0], reply[2]), Is.EqualTo((3, 1, 3)));
        Assert.That(Enumerable.Range(0, 3).Select(reply.FailureAt), Is.EqualTo(new Exception?[] { null, _failure, null }));
    }

    [Test]
    public void If_all_calls_fail_one_that_is_no_refusal_is_thrown() => Assert.That(
        async () => await BatchCalls.JoinAsync<int>([Task.FromException<int>(Refusal.Lasting), Task.FromException<int>(_failure), Task.FromException<int>(Refusal.Passing)]),
        Throws.InstanceOf<IOException>());

    [Test]
    public void If_all_calls_are_refused_the_refusal_is_thrown() =>
        Assert.That(async () => await BatchCalls.JoinAsync<int>([Task.FromException<int>(Refusal.Lasting)]), Throws.InstanceOf<StoreRefusedException>());

    [Test]
    public void A_cancelled_call_is_thrown() => Assert.That(
        async () => await BatchCalls.JoinAsync<int>([Task.FromResult(1), Task.FromCanceled<int>(new CancellationToken(true))]), Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public async Task No_calls_have_an_empty_reply() => Assert.That((await BatchCalls.JoinAsync<int>([])).Count, Is.Zero);

    [Test]
    public void Failures_are_as_many_as_values() =>
        Assert.That(() => new BatchReply<int>([1, 2], [null]), Throws.ArgumentException.With.Message.StartsWith("There are 1 failures for 2 keys."));

    [Test]
    public async Task By_default_payloads_are_read_with_their_times_to_live_and_each_key_is_added()
    {
        IBatchBackend backend = new SmallBatch();
        await backend.SetManyAsync([new("a", new byte[] { 1 }, null)]);
        BatchReply<bool> added = await backend.AddManyAsync([new("a", new byte[] { 2 }, null), new("b", new byte[] { 2 }, null), new("c", new byte[] { 2 }, TimeSpan.Zero)]);
        Assert.That((added[0], added[1]), Is.EqualTo((false, true)));
        Assert.That(added.FailureAt(2), Is.InstanceOf<ArgumentOutOfRangeException>());

        BatchReply<ReadOnlyMemory<byte>?> read = await backend.GetManyAsync(["a", "x", "fails"]);
        Assert.That(read[0]?.ToArray(), Is.EqualTo(new byte[] { 1 }));
        Assert.That(read[1], Is.Null);
        Assert.That(read.FailureAt(2), Is.SameAs(_failure));
    }

    [Test]
    public void Without_conditional_writes_nothing_can_be_added() => Assert.That(
        async () => await ((IBatchBackend)new SmallBatch(isConditional: false)).AddManyAsync([new("a", default, null)]),
        Throws.InvalidOperationException.With.Message.StartsWith("SmallBatch does not support IConditionalBackend."));

    private sealed class SmallBatch(bool isConditional = true) : IBatchBackend, IDisposable
    {
        private readonly InMemoryBackend _memory = new();

        public void Dispose() => _memory.Dispose();

        public TCapability? FindCapability<TCapability>()
            where TCapability : class => isConditional ? this as TCapability ?? _memory as TCapability : this as TCapability;

        public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
            BatchCalls.JoinAsync([.. keys.Select(key => key == "fails" ? Task.FromException<CacheEntry?>(_failure) : _memory.GetWithTimeToLiveAsync(key, cancellationToken).AsTask())]);

        public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) => _memory.SetManyAsync(entries, cancellationToken);

        public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) => _memory.RemoveManyAsync(keys, cancellationToken);

        public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => _memory.GetWithTimeToLiveAsync(key, cancellationToken);

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
            _memory.SetAsync(key, payload, timeToLive, cancellationToken);

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _memory.RemoveAsync(key, cancellationToken);

        public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => _memory.ClearAsync(prefix, cancellationToken);
    }
}
