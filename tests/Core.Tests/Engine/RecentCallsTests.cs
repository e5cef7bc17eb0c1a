using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>The calls that a process has computed are remembered only while somebody observes.</summary>
[TestFixture]
internal sealed class RecentCallsTests() : CacheFixture(StoreKind.Memory)
{
    private const string Key = "app::key";

    private readonly RecentCalls _calls = new();

    [Test]
    public void A_call_that_ends_after_the_last_observer_left_is_not_remembered()
    {
        Add(new CallState(Function));
        using IDisposable observing = _calls.Observe();
        Assert.That(_calls.Of(Key), Is.Null);

        Add(new CallState(Function));
        Assert.That(_calls.Of(Key), Is.Not.Null);
    }

    [Test]
    public void A_call_that_needs_its_caller_is_not_remembered()
    {
        using IDisposable observing = _calls.Observe();
        Add(new CallState(Function) { NeedsCaller = true });
        Assert.That(_calls.Of(Key), Is.Null);
        Add("a state of the caller");
        Assert.That(_calls.Of(Key), Is.Null);
    }

    [Test]
    public async Task The_scope_of_a_call_that_is_remembered_is_disposed([Values] bool fails)
    {
        var scope = new Scope(fails);
        using IDisposable observing = _calls.Observe();
        Add(new CallState(Function, scope));
        await scope.Disposed.Soon();
        Assert.That(_calls.Of(Key), Is.Not.Null);
    }

    [Test]
    public void An_observer_leaves_once()
    {
        using IDisposable staying = _calls.Observe();
        IDisposable leaving = _calls.Observe();
        leaving.Dispose();
        leaving.Dispose();
        Assert.That(_calls.IsObserved, Is.True);
        staying.Dispose();
        Assert.That(_calls.IsObserved, Is.False);
    }

    private static ValueTask<string> Function(CancellationToken cancellationToken) => new("value");

    private void Add<TState>(TState state) => _calls.Add(Key, state, (_, token) => Function(token), Cache.SettingsOf(null));

    private sealed class Scope(bool fails) : IAsyncDisposable
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public ValueTask DisposeAsync()
        {
            _disposed.SetResult();
            return fails ? throw new IOException() : default;
        }
    }
}
