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
    public async Task A_late_exception_of_a_timed_out_call_is_observed()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, arguments) => unobserved.Add(arguments.Exception);
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            _store.Fail(RecordingBackend.Get);
            Gate gate = _store.HoldNext(RecordingBackend.Get);
            Task<StoreResult<ReadOnlyMemory<byte>?>> failing = _calls.GetAsync("key", CancellationToken.None).AsTask();
            await gate.Reached.Soon();
            _clock.Advance(_timeout);
            await failing.Soon();
            gate.Open();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.That(unobserved, Is.Empty);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }
    }

    private static TestCaseData Operation(string name, Func<StoreCalls, CancellationToken, Task<bool>> call) =>
        new TestCaseData(name, call).SetArgDisplayNames(name);
}
