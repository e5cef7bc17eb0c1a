namespace CacheKit;

// The latest calls of functions that this process has computed, by the keys of their entries, so that an entry can be refreshed on
// request. They are remembered only while somebody observes.
internal sealed class RecentCalls
{
    public const int Limit = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, IRecentCall Call)>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, IRecentCall Call)> _oldestFirst = new();
    private volatile int _observers;

    // The only cost of a computation while nobody observes.
    public bool IsObserved => _observers > 0;

    // Until the result is disposed.
    public IDisposable Observe()
    {
        lock (_gate)
            _observers++;
        return new Observation(this);
    }

    public IRecentCall? Of(string key)
    {
        lock (_gate)
            return _byKey.TryGetValue(key, out LinkedListNode<(string Key, IRecentCall Call)>? node) ? node.Value.Call : null;
    }

    // Calls that need objects of their caller are not remembered.
    public void Add<TState, T>(string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings)
    {
        if (state is not ICallerState<TState> held || held.Detach(warns: false) is not { } detached)
            return;

        if (detached.Scope is { } scope)
            Dispose(scope);
        Add(key, new RecentCall<TState, T>((ICallerState<TState>)detached.State!, factory, settings));
    }

    // A refresh creates these services again, and then logs what fails.
    private static void Dispose(IAsyncDisposable scope) => CleanContext.Run(async () =>
    {
        try
        {
            await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
    });

    private void Add(string key, IRecentCall call)
    {
        lock (_gate)
        {
            if (_observers == 0)
                return;

            if (_byKey.Remove(key, out LinkedListNode<(string Key, IRecentCall Call)>? earlier))
                _oldestFirst.Remove(earlier);
            _byKey.Add(key, _oldestFirst.AddLast((key, call)));
            if (_byKey.Count > Limit)
            {
                _byKey.Remove(_oldestFirst.First!.Value.Key);
                _oldestFirst.RemoveFirst();
            }
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_observers > 0)
                return;

            _byKey.Clear();
            _oldestFirst.Clear();
        }
    }

    private sealed class Observation(RecentCalls calls) : IDisposable
    {
        private RecentCalls? _calls = calls;

        public void Dispose() => Interlocked.Exchange(ref _calls, null)?.Leave();
    }
}
