using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A call of the store fails after its timeout, whether the store heeds the token or not.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class LimitedCallsTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);
    private static readonly byte[] _payload = [1, 2, 3];

    private static readonly TestCaseData[] _limited =
    [
        Operation(RecordingBackend.Get, async (calls, token) => (await calls.GetAsync("key", token)).Failed),
        Operation(RecordingBackend.Get, async (calls, token) => (await calls.GetWithTimeToLiveAsync("key", token)).Failed),
        Operation(RecordingBackend.Set, async (calls, token) => (await calls.SetAsync("key", _payload, null, token)).Failed),
        Operation(RecordingBackend.Remove, async (calls, token) => (await calls.RemoveAsync("key", token)).Failed),
        Operation(RecordingBackend.Add, async (calls, token) => (await calls.AddAsync("key", _payload, null, token)).Failed),
        Operation(RecordingBackend.Replace, async (calls, token) => (await calls.ReplaceAsync("key", _payload, _payload, null, token)).Failed),
    ];

    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLoggerFactory _loggers = new();
    private readonly ReplacingBackend _store;
    private readonly StoreCalls _calls;

    public LimitedCallsTests(bool heedsTokens)
    {
        _store = new ReplacingBackend(_clock) { HeedsTokens = heedsTokens };
        _calls = new StoreCalls(_store, new StoreCallSettings(_timeout, null, default, _clock));
        _calls.Health.Logger = _loggers.CreateLogger("CacheKit");
    }

    public void Dispose() => _calls.Dispose();

    [TestCaseSource(nameof(_limited))]
    public async Task A_call_that_takes_too_long_has_failed(string operation, Func<StoreCalls, CancellationToken, Task<bool>> call)
    {
        Gate gate = _store.HoldNext(operation);
        Task<bool> failing = call(_calls, CancellationToken.None);
        await gate.Reached.Soon();

        _clock.Advance(_timeout - TimeSpan.FromMilliseconds(1));
        Assert.That(failing.IsCompleted, Is.False);

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(await failing.Soon(), Is.True);
        Assert.That(_loggers.Entries.Single().Message, Does.StartWith($"ReplacingBackend failed at {operation}."));
        Assert.That(_loggers.Entries.Single().Exception, Is.InstanceOf<TimeoutException>());
    }

    [TestCaseSource(nameof(_limited))]
    public async Task A_call_that_ends_in_time_succeeds(string operation, Func<StoreCalls, CancellationToken, Task<bool>> call)
    {
        Gate gate = _store.HoldNext(operation);
        Task<bool> answering = call(_calls, CancellationToken.None);
        await gate.Reached.Soon();
        _clock.Advance(_timeout / 2);
        gate.Open();
        Assert.That(await answering.Soon(), Is.False);
    }

    [TestCaseSource(nameof(_limited))]
    public async Task A_caller_that_leaves_is_cancelled_and_is_no_failure(string operation, Func<StoreCalls, CancellationToken, Task<bool>> call)
    {
        Gate gate = _store.HoldNext(operation);
        using var cancellation = new CancellationTokenSource();
        Task<bool> left = call(_calls, cancellation.Token);
        await gate.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(async () => await left.Soon(), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_loggers.Entries, Is.Empty);
    }

    [Test]
    public async Task A_clear_has_no_timeout()
    {
        Gate gate = _store.HoldNext(RecordingBackend.Clear);
        Task<StoreResult<long>> clearing = _calls.ClearAsync("app:", CancellationToken.None).AsTask();
        await gate.Reached.Soon();
        _clock.Advance(TimeSpan.FromHours(1));
        gate.Open();
        Assert.That((await clearing.Soon()).Failed, Is.False);
    }

    [Test]
    public async Task What_a_synchronous_caller_may_have_stored_is_removed_if_it_has_left([Values] bool isCancelled)
    {
        var store = new RecordingBackend(_clock) { HeedsTokens = false };
        using var calls = new StoreCalls(store, new StoreCallSettings(_timeout, null, default, _clock));
        using var cancellation = new CancellationTokenSource();
        Gate gate = store.HoldNext(RecordingBackend.Set);
        Task setting = Task.Run(() =>
        {
            using (SynchronousCaller.Enter())
                return SynchronousCaller.ResultOf(calls.SetAsync("key", _payload, null, cancellation.Token)).Failed;
        });
        await gate.Reached.Soon();
        if (isCancelled)
            await cancellation.CancelAsync();
        else
            _clock.Advance(_timeout);
        await Task.WhenAny(setting).Soon();
        await calls.SetAsync("key", _payload, null, CancellationToken.None);
        Assert.That((setting.IsFaulted, calls.IsPending("key")), Is.EqualTo((isCancelled, false)));

        gate.Open();
        await Poll.UntilAsync(() => calls.IsPending("key"));
    }

    [Test]
    public async Task What_a_synchronous_caller_has_waited_for_stays()
    {
        Gate gate = _store.HoldNext(RecordingBackend.Set);
        Task<bool> setting = Task.Run(() =>
        {
            using (SynchronousCaller.Enter())
                return SynchronousCaller.ResultOf(_calls.SetAsync("key", _payload, null, CancellationToken.None)).Failed;
        });
        await gate.Reached.Soon();
        gate.Open();
        Assert.That((await setting.Soon(), _calls.IsPending("key")), Is.EqualTo((false, false)));
    }

    private static TestCaseData Operation(string name, Func<StoreCalls, CancellationToken, Task<bool>> call) =>
        new TestCaseData(name, call).SetArgDisplayNames(name);
}
