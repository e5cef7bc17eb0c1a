using System.Collections.Concurrent;

namespace CacheKit;

// The computations under way in this process, one a key.
internal sealed class Flights(EntryStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    // Refreshes whose keys are being refreshed once more. Nobody joins them any more, and each may store its value until a later one has begun to.
    private readonly Lock _gate = new();
    private volatile (string Key, Flight Flight)[] _overtaken = [];
    private long _lastOrder;

    public TimeProvider Time => time;

    // The flight of a key, led by who began it. Null if the key's value is being computed as another type, or if the flight waits for the
    // computation that this call is part of: that may be its own, as of an object that passes a call on to another one of its class.
    // A caller that can go on with something else, such as a stale value, does not need it.
    public ResultFlight<TResult>? Join<TResult>(string key, EntrySettings settings, bool cancellable, bool isNeeded, out bool leads)
    {
        while (true)
        {
            leads = false;
            if (FindUnforgotten(key, settings) is { } other)
            {
                if (other is not ResultFlight<TResult> flight || !flight.TryBeAwaited())
                    return null;
                if (flight.TryJoin(isNeeded))
                    return flight;
                Detach(key, other);
            }

            leads = true;
            var own = new ResultFlight<TResult>(this, key, cancellable) { Tags = settings.Tags };
            if (_flights.TryAdd(key, own))
                return own;
        }
    }

    // A flight of the caller's own, whatever is under way. Another refresh goes on beside it: should this one fail, that one has stored its value.
    public async ValueTask<ResultFlight<TResult>> TakeOverAsync<TResult>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        var own = new ResultFlight<TResult>(this, key, cancellable: true) { Tags = settings.Tags, Order = Interlocked.Increment(ref _lastOrder) };
        while (true)
        {
            if (_flights.TryAdd(key, own))
                return own;
            if (!_flights.TryGetValue(key, out Flight? other))
                continue;
            if (other.Order == 0)
                await DetachAsync(key, other, change: null, cancellationToken).ConfigureAwait(false);
            else if (TryOvertake(key, other, own))
                return own;
        }
    }

    // For a refresh that has begun to write: when this has ended, none of its key that began before it stores a value.
    public async ValueTask DetachEarlierAsync(string key, Flight refresh)
    {
        foreach ((string other, Flight flight) in Of(key))
        {
            if (flight.Order > 0 && flight.Order < refresh.Order)
                await DetachAsync(other, flight, refresh.Ended, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // A flight that nobody else waits for yet; null if there is one already.
    public ResultFlight<TResult>? Lead<TResult>(string key, EntrySettings settings)
    {
        if (FindUnforgotten(key, settings) is not null)
            return null;

        var own = new ResultFlight<TResult>(this, key, cancellable: true) { Tags = settings.Tags };
        return _flights.TryAdd(key, own) ? own : null;
    }

    public void Remove(string key, Flight flight)
    {
        store.Arrivals.Note();
        _flights.TryRemove(KeyValuePair.Create(key, flight));
        if (flight.Order > 0)
            LeaveOvertaken(flight);
    }

    // After this, no flight that began before it stores a value under the key.
    public ValueTask DetachAsync(string key, OwnChange change, CancellationToken cancellationToken) =>
        DetachAsync(Of(key), change, cancellationToken);

    // Detaches the flights of all keys that begin with a prefix.
    public ValueTask DetachAllAsync(string prefix, OwnChange change, CancellationToken cancellationToken) =>
        DetachAsync(All().Where(flight => flight.Key.StartsWith(prefix, StringComparison.Ordinal)), change, cancellationToken);

    // Detaches the flights of all entries that have a tag which was evicted.
    public ValueTask DetachTaggedAsync(string tag, CancellationToken cancellationToken) =>
        DetachAsync(All().Where(flight => flight.Flight.Tags?.Contains(tag) ?? false), change: null, cancellationToken);

    // For a key whose value was set. Without a wait: a flight that is writing its result at this moment may still do so.
    public void DetachAfterSet(string key)
    {
        store.Arrivals.Note();
        foreach ((_, Flight flight) in Of(key))
            Detach(key, flight);
    }

    // Detaches each flight that a condition selects, without a wait.
    public void DetachWhere<TState>(TState state, Func<string, Flight, TState, bool> isMeant)
    {
        foreach ((string key, Flight flight) in All())
        {
            if (isMeant(key, flight, state))
                Detach(key, flight);
        }
    }

    // The flight of a key, unless nobody waits for it and it has taken too long: then it is ended.
    private Flight? FindUnforgotten(string key, EntrySettings settings)
    {
        if (!_flights.TryGetValue(key, out Flight? flight))
            return null;

        TimeSpan limit = settings.Policy.Stale.BackgroundTimeout;
        if (!flight.TryForget(limit))
            return flight;

        store.Logger.ComputationForgotten(limit);
        return null;
    }

    // Detaches all flights, where changes may have been missed.
    public void DetachAllUncertain()
    {
        foreach ((string key, Flight flight) in All())
        {
            if (flight.TryDetachUncertain())
                Remove(key, flight);
        }
    }

    private IEnumerable<(string Key, Flight Flight)> Of(string key) =>
        _flights.ContainsKey(key) || _overtaken.Length > 0 ? FindOf(key) : [];

    // The overtaken ones last: one that becomes so is among them before it is not among the others any more.
    private IEnumerable<(string Key, Flight Flight)> FindOf(string key)
    {
        if (_flights.TryGetValue(key, out Flight? flight))
            yield return (key, flight);
        foreach ((string Key, Flight Flight) overtaken in _overtaken)
        {
            if (overtaken.Key == key)
                yield return overtaken;
        }
    }

    private IEnumerable<(string Key, Flight Flight)> All()
    {
        foreach ((string key, Flight flight) in _flights)
            yield return (key, flight);
        foreach ((string Key, Flight Flight) overtaken in _overtaken)
            yield return overtaken;
    }

    private bool TryOvertake(string key, Flight refresh, Flight later)
    {
        lock (_gate)
            _overtaken = [.. _overtaken, (key, refresh)];
        if (_flights.TryUpdate(key, later, refresh))
            return true;

        LeaveOvertaken(refresh);
        return false;
    }

    private void LeaveOvertaken(Flight refresh)
    {
        if (_overtaken.Length == 0)
            return;

        lock (_gate)
            _overtaken = Array.FindAll(_overtaken, overtaken => overtaken.Flight != refresh);
    }

    private async ValueTask DetachAsync(IEnumerable<(string Key, Flight Flight)> flights, OwnChange? change, CancellationToken cancellationToken)
    {
        foreach ((string key, Flight flight) in flights)
            await DetachAsync(key, flight, change?.Ended, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DetachAsync(string key, Flight flight, Task? change, CancellationToken cancellationToken)
    {
        if (Detach(key, flight, change))
            return;

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
