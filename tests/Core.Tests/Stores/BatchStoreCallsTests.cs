using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Stores;

/// <summary>Calls of a store for many keys.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BatchStoreCallsTests : IDisposable
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly string[] _keys = ["a", "b", "c"];
    private static readonly IOException _broken = new("One key fails.");

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLoggerFactory _loggers = new();
    private readonly List<StoreCalls> _made = [];
    private readonly BatchStore _store;

    public BatchStoreCallsTests() => _store = new BatchStore(_clock);

    public void Dispose()
    {
        _made.ForEach(calls => calls.Dispose());
        _store.Dispose();
        _loggers.Dispose();
    }

    [Test]
    public async Task A_store_that_can_takes_all_keys_in_one_call()
    {
        StoreCalls calls = CallsOf(_store);
        await calls.Batch.SetAsync(Entries("a", "b"), default);
        await calls.Batch.AddAsync(Entries("b", "c"), default);
        Assert.That((await calls.Batch.GetAsync(["a", "x", "c"], default)).Select(result => result.Value is not null), Is.EqualTo(new[] { true, false, true }));
        Assert.That((await calls.Batch.GetWithTimeToLiveAsync(_keys, default)).Select(result => result.Value is not null), Is.All.True);
        Assert.That((await calls.Batch.RemoveAsync(["a", "x"], default)).Select(result => result.Value), Is.EqualTo(new bool?[] { true, false }));
        Assert.That(_store.Trips, Is.EqualTo(new[] { "set many 2", "add many 2", "get many 3", "get many with life 3", "remove many 2" }));
    }

    [Test]
    public async Task A_single_key_is_called_as_such()
    {
        await CallsOf(_store).Batch.GetAsync(["a"], default);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "get" }));
    }

    [Test]
    public async Task No_keys_make_no_call()
    {
        Assert.That(await CallsOf(_store).Batch.GetAsync([], default), Is.Empty);
        Assert.That(_store.Trips, Is.Empty);
    }

    [Test]
    public async Task Any_other_store_is_called_once_for_each_key()
    {
        var store = new ReplacingBackend(_clock);
        StoreCalls calls = CallsOf(store);
        Assert.That((await calls.Batch.SetAsync(Entries("a", "b"), default)).Select(result => result.Value), Is.All.True);
        Assert.That((await calls.Batch.AddAsync(Entries("b", "c"), default)).Select(result => result.Value), Is.EqualTo(new[] { false, true }));
        Assert.That((await calls.Batch.GetAsync(["c", "x", "a"], default)).Select(result => result.Value is not null), Is.EqualTo(new[] { true, false, true }));
        Assert.That((await calls.Batch.RemoveAsync(["x", "a"], default)).Select(result => result.Value), Is.EqualTo(new bool?[] { false, true }));
        Assert.That(store.Calls, Has.Count.EqualTo(9));
    }

    [Test]
    public async Task Any_other_store_has_a_limited_number_of_calls_at_the_same_time()
    {
        var store = new RecordingBackend(_clock);
        Gate[] gates = [.. Enumerable.Range(0, 40).Select(_ => store.HoldNext(RecordingBackend.Get))];
        ValueTask<StoreResult<ReadOnlyMemory<byte>?>[]> reading = CallsOf(store).Batch.GetAsync([.. gates.Index().Select(gate => $"{gate.Index}")], default);
        Assert.That(store.Calls, Has.Count.EqualTo(16));
        foreach (Gate gate in gates)
            gate.Open();
        Assert.That(await reading, Has.Length.EqualTo(40));
    }

    [Test]
    public async Task More_than_a_thousand_keys_are_split()
    {
        string[] keys = [.. Enumerable.Range(0, 2_500).Select(number => $"{number}")];
        StoreCalls calls = CallsOf(_store);
        await calls.Batch.SetAsync([new("1200", new byte[] { 7 }, null)], default);
        StoreResult<ReadOnlyMemory<byte>?>[] read = await calls.Batch.GetAsync(keys, default);
        Assert.That(_store.Trips, Is.EqualTo(new[] { "set", "get many 1000", "get many 1000", "get many 500" }));
        Assert.That(read.Index().Where(result => result.Item.Value is not null).Select(result => result.Index), Is.EqualTo(new[] { 1200 }));
    }

    [Test]
    public async Task A_failed_call_counts_once_for_the_circuit_breaker()
    {
        StoreCalls calls = CallsOf(_store, breakAfter: 2);
        _store.IsDown = true;
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Failure), Is.All.EqualTo(CallFailure.Unknown));
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Failure), Is.All.EqualTo(CallFailure.Unknown));
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Failure), Is.All.EqualTo(CallFailure.NotAttempted));
        Assert.That(_store.Trips, Has.Count.EqualTo(2));
        Assert.That(_loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task All_keys_share_one_timeout()
    {
        StoreCalls calls = CallsOf(_store, timeout: _second);
        Gate gate = _store.HoldNextBatch();
        Task<StoreResult<bool>[]> setting = calls.Batch.SetAsync(Entries(_keys), default).AsTask();
        await gate.Reached;
        _clock.Advance(_second);
        Assert.That((await setting).Select(result => result.Failure), Is.All.EqualTo(CallFailure.TimedOut));
        Assert.That(_keys.Select(calls.IsPending), Is.All.True);
        gate.Open();
    }

    [Test]
    public async Task A_key_that_fails_alone_leaves_the_others()
    {
        StoreCalls calls = CallsOf(_store, breakAfter: 1);
        _store.FailFor("b", _broken);
        Assert.That((await calls.Batch.SetAsync(Entries(_keys), default)).Select(result => result.Failed), Is.EqualTo(new[] { false, true, false }));
        Assert.That(_keys.Select(calls.IsPending), Is.EqualTo(new[] { false, true, false }));
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Value is not null), Is.EqualTo(new[] { true, false, true }));
        Assert.That(_loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_that_is_refused_alone_is_neither_stored_nor_owed()
    {
        StoreCalls calls = CallsOf(_store);
        _store.FailFor("b", Refusal.Lasting);
        StoreResult<bool>[] set = await calls.Batch.SetAsync(Entries(_keys), default);
        Assert.That(set.Select(result => result.IsRefused), Is.EqualTo(new[] { false, true, false }));
        Assert.That(set[1].Refusal, Is.SameAs(Refusal.Lasting));
        Assert.That(_keys.Select(calls.IsPending), Is.All.False);
    }

    [Test]
    public async Task Each_key_that_fails_alone_tells_why()
    {
        StoreCalls calls = CallsOf(_store);
        _store.FailFor("a", new TimeoutException());
        _store.FailFor("b", _broken);
        _store.FailFor("c", new ArgumentException("That is no key."));
        StoreResult<ReadOnlyMemory<byte>?>[] read = await calls.Batch.GetAsync([.. _keys, "d"], default);
        CallFailure[] failures = [CallFailure.TimedOut, CallFailure.Unknown, CallFailure.Refused, CallFailure.None];
        Assert.That(read.Select(result => result.Failure), Is.EqualTo(failures));
        Assert.That(read[2].Refusal?.Reason, Is.EqualTo("invalid"));
    }

    [Test]
    public async Task Values_that_a_timed_out_call_stores_late_are_removed([Values] bool adds)
    {
        StoreCalls calls = CallsOf(_store, timeout: _second);
        Gate gate = _store.HoldNextBatch();
        Task writing = adds ? calls.Batch.AddAsync(Entries(_keys), default).AsTask() : calls.Batch.SetAsync(Entries(_keys), default).AsTask();
        await gate.Reached;
        _clock.Advance(_second);
        await writing;
        foreach (string key in _keys)
            await calls.SetAsync(key, new byte[] { 2 }, null, default);
        Assert.That(_keys.Select(calls.IsPending), Is.All.False);

        gate.Open();
        await Poll.UntilAsync(() => _keys.All(calls.IsPending));
    }

    [Test]
    public async Task Keys_whose_removals_are_all_owed_are_not_read()
    {
        StoreCalls calls = CallsOf(_store);
        Array.ForEach(_keys, key => calls.Invalidate(key));
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Count(result => result.Value is null && !result.Failed), Is.EqualTo(3));
        Assert.That(_store.Trips, Is.Empty);
    }

    [Test]
    public async Task Removals_that_failed_are_owed()
    {
        StoreCalls calls = CallsOf(_store);
        await calls.Batch.SetAsync(Entries(_keys), default);
        _store.FailFor("b", _broken);
        await calls.Batch.RemoveAsync(["a", "b"], default);
        Assert.That(_keys.Select(calls.IsPending), Is.EqualTo(new[] { false, true, false }));

        _store.IsDown = true;
        await calls.Batch.RemoveAsync(["a", "c"], default);
        Assert.That(_keys.Select(calls.IsPending), Is.All.True);

        _store.IsDown = false;
        _store.FailFor("b", null);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_keys.Select(calls.IsPending), Is.All.False);
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Value), Is.All.Null);
    }

    [Test]
    public async Task Keys_whose_removal_is_owed_are_missing_and_the_others_are_read()
    {
        StoreCalls calls = CallsOf(_store);
        await calls.Batch.SetAsync(Entries(_keys), default);
        calls.Invalidate("b");
        _store.Forget();
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Value is not null), Is.EqualTo(new[] { true, false, true }));
        Assert.That(_store.Trips.First(), Is.EqualTo("get many 2"));
    }

    [Test]
    public async Task A_set_makes_an_owed_removal_unnecessary_and_a_failed_one_does_not()
    {
        StoreCalls calls = CallsOf(_store);
        Array.ForEach(_keys, key => calls.Invalidate(key));
        _store.FailFor("b", Refusal.Lasting);
        _store.FailsAtSet = false;
        Task<StoreResult<bool>[]> setting = calls.Batch.SetAsync(Entries(_keys), default).AsTask();
        Assert.That((await setting).Count(result => !result.Failed), Is.GreaterThanOrEqualTo(2));
        Assert.That((calls.IsPending("a"), calls.IsPending("c")), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task An_add_comes_after_the_owed_removal_of_its_key()
    {
        StoreCalls calls = CallsOf(_store);
        await calls.Batch.SetAsync(Entries(_keys), default);
        calls.Invalidate("b");
        Assert.That((await calls.Batch.AddAsync(Entries(_keys), default)).Select(result => result.Value), Is.EqualTo(new[] { false, true, false }));
    }

    [Test]
    public async Task A_reply_without_all_values_is_a_failure_of_the_rest()
    {
        StoreCalls calls = CallsOf(new ShortBackend());
        Assert.That((await calls.Batch.GetAsync(_keys, default)).Select(result => result.Failed), Is.EqualTo(new[] { false, true, true }));
    }

    [Test]
    public void A_cancelled_caller_gets_its_exception() =>
        Assert.That(async () => await CallsOf(_store, timeout: _second).Batch.GetAsync(_keys, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());

    private StoreCalls CallsOf(ICacheBackend store, TimeSpan? timeout = null, int? breakAfter = null)
    {
        var calls = new StoreCalls(store, new StoreCallSettings(timeout, breakAfter, TimeSpan.FromSeconds(2), _clock));
        calls.Health.Logger = _loggers.CreateLogger("CacheKit");
        _made.Add(calls);
        return calls;
    }

    private static BatchEntry[] Entries(params string[] keys) => Array.ConvertAll(keys, key => new BatchEntry(key, new byte[] { 1 }, null));

    // Breaks the contract.
    private sealed class ShortBackend : RecordingBackend, IBatchBackend
    {
        public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
            new(new BatchReply<CacheEntry?>([new CacheEntry(new byte[] { 1 }, null)]));

        public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) => default;

        public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) => default;
    }
}
