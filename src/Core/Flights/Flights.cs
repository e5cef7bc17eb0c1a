namespace CacheKit;

// The running computations of this process, one per key.
internal sealed class Flights(EntryStore store, TimeProvider time)
{
    private readonly FlightTable _flights = new();

    // Refreshes whose key has a later refresh. Callers no longer join them, but each may store its value until a later refresh begins to
    // write.
    private readonly Lock _gate = new();
    private volatile (string Key, Flight Flight)[] _superseded = [];
    private long _lastOrder;

    public TimeProvider Time => time;

    public IEnumerable<(string Key, Flight Flight)> All()
    {
        foreach ((string Key, Flight Flight) flight in _flights.All())
            yield return flight;
        foreach ((string Key, Flight Flight) superseded in _superseded)
            yield return superseded;
    }

    // Joins or starts the flight of a key. Null if the key is being computed as another type, or if the flight waits for the caller's own
    // computation, as with an object that forwards a call to another of its class. isNeeded is false for a caller that can use a stale
    // value instead.
    public ResultFlight<TResult>? Join<TResult>(string key, EntrySettings settings, bool cancellable, bool isNeeded, out bool leads)
    {
        // Most misses have no flight to join.
        var own = new ResultFlight<TResult>(this, key, settings, cancellable);
        while (true)
        {
            leads = _flights.TryAdd(key, own);
            if (leads)
                return own;
            if (FindActive(key, settings) is not { } other)
                continue;
            if (other is not ResultFlight<TResult> flight || !flight.TryRegisterWaiter())
                return null;
            if (flight.TryJoin(isNeeded))
                return flight;
            Detach(key, other);
        }
    }

    // Joins the flight of a key; null if there is none that the caller can wait for.
    public ResultFlight<TResult>? TryJoin<TResult>(string key, EntrySettings settings) =>
        FindActive(key, settings) is ResultFlight<TResult> flight && flight.TryRegisterWaiter() && flight.TryJoin(isNeeded: true) ? flight : null;

    // Starts a flight of the caller's own. Another refresh of the key continues: if this one fails, the other has stored its value.
    public async ValueTask<ResultFlight<TResult>> TakeOverAsync<TResult>(
        string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        var own = new ResultFlight<TResult>(this, key, settings, cancellable: true) { Order = Interlocked.Increment(ref _lastOrder) };
        while (true)
        {
            if (_flights.TryAdd(key, own))
                return own;
            if (_flights.Find(key) is not { } other)
                continue;
            if (other.Order == 0)
                await DetachAsync(key, other, change: null, cancellationToken).ConfigureAwait(false);
            else if (TrySupersede(key, other, own))
                return own;
        }
    }

    // For a refresh that begins to write: afterwards no earlier refresh of the key stores a value.
    public async ValueTask DetachEarlierAsync(string key, Flight refresh)
    {
        foreach ((string other, Flight flight) in Of(key))
        {
            if (flight.Order > 0 && flight.Order < refresh.Order)
                await DetachAsync(other, flight, refresh.Ended, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Starts a flight; null if the key already has one.
    public ResultFlight<TResult>? Lead<TResult>(string key, EntrySettings settings)
    {
        if (FindActive(key, settings) is not null)
            return null;

        var own = new ResultFlight<TResult>(this, key, settings, cancellable: true);
        return _flights.TryAdd(key, own) ? own : null;
    }

    public void Remove(string key, Flight flight)
    {
        store.CountArrival();
        _flights.Remove(key, flight);
        RemoveSuperseded(flight);
    }

    // Afterwards no flight that began earlier stores a value under the key.
    public ValueTask DetachAsync(string key, OwnChange change, CancellationToken cancellationToken) =>
        DetachAsync(Of(key), change, cancellationToken);

    public ValueTask DetachAllAsync(string prefix, OwnChange change, CancellationToken cancellationToken) =>
        DetachAsync(All().Where(flight => flight.Key.StartsWith(prefix, StringComparison.Ordinal)), change, cancellationToken);

    // Detaches the flights of all entries with an evicted tag.
    public ValueTask DetachTaggedAsync(string tag, CancellationToken cancellationToken) =>
        DetachAsync(All().Where(flight => flight.Flight.Tags?.Contains(tag) ?? false), change: null, cancellationToken);

    // Called after a key was set. Does not wait: a flight that is already writing may still store its result.
    public void DetachAfterSet(string key)
    {
        store.CountArrival();
        DetachAfterRemoval(key);
    }

    // Called after a key was removed: a flight that began during the removal may have read the old entry, which later callers must not get.
    public void DetachAfterRemoval(string key)
    {
        foreach ((_, Flight flight) in Of(key))
            Detach(key, flight);
    }

    public void DetachAfterClear(string prefix) =>
        DetachWhere(prefix, static (key, _, prefix) => key.StartsWith(prefix, StringComparison.Ordinal));

    // Detaches the matching flights without waiting for those that are writing.
    public void DetachWhere<TState>(TState state, Func<string, Flight, TState, bool> isMeant)
    {
        foreach ((string key, Flight flight) in All())
        {
            if (isMeant(key, flight, state))
                Detach(key, flight);
        }
    }

    // The flight of a key. Abandons a flight that has no waiters and has exceeded the background timeout.
    private Flight? FindActive(string key, EntrySettings settings)
    {
        if (_flights.Find(key) is not { } flight)
            return null;

        TimeSpan limit = settings.Policy.Stale.BackgroundTimeout;
        if (!flight.TryAbandon(limit))
            return flight;

        store.Logger.ComputationAbandoned(limit);
        return null;
    }

    // Detaches all flights because messages about changes may have been missed.
    public void DetachAllOnMissedChanges()
    {
        foreach ((string key, Flight flight) in All())
        {
            if (flight.TryDetachOnMissedChanges())
                Remove(key, flight);
        }
    }

    private IEnumerable<(string Key, Flight Flight)> Of(string key) =>
        _flights.Find(key) is not null || _superseded.Length > 0 ? FindOf(key) : [];

    // Superseded flights come last: a flight joins this list before it leaves the other, so none is skipped.
    private IEnumerable<(string Key, Flight Flight)> FindOf(string key)
    {
        if (_flights.Find(key) is { } flight)
            yield return (key, flight);
        foreach ((string Key, Flight Flight) superseded in _superseded)
        {
            if (superseded.Key == key)
                yield return superseded;
        }
    }

    private bool TrySupersede(string key, Flight refresh, Flight later)
    {
        lock (_gate)
            _superseded = [.. _superseded, (key, refresh)];
        if (_flights.TryReplace(key, refresh, later))
            return true;

        RemoveSuperseded(refresh);
        return false;
    }

    private void RemoveSuperseded(Flight refresh)
    {
        if (_superseded.Length == 0)
            return;

        lock (_gate)
            _superseded = Array.FindAll(_superseded, superseded => superseded.Flight != refresh);
    }

    private async ValueTask DetachAsync(
        IEnumerable<(string Key, Flight Flight)> flights, OwnChange? change, CancellationToken cancellationToken)
    {
        foreach ((string key, Flight flight) in flights)
            await DetachAsync(key, flight, change?.Ended, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DetachAsync(string key, Flight flight, Task? change, CancellationToken cancellationToken)
    {
        if (Detach(key, flight, change))
            return;

        if (SynchronousCaller.IsCurrent)
            SynchronousCaller.Wait(flight.Ended, Timeout.InfiniteTimeSpan, time, cancellationToken);
        await flight.Ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private bool Detach(string key, Flight flight, Task? change = null)
    {
        if (!flight.TryDetach(change))
            return false;

        Remove(key, flight);
        return true;
    }
}
