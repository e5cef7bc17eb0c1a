using System.Collections.Concurrent;

namespace CacheKit;

// The computations under way in this process, one a key.
internal sealed class Flights(EntryStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    public TimeProvider Time => time;

    // The flight of a key, led by who began it. Null if the key's value is being computed as another type, or if the flight waits for the
    // computation that this call is part of: that may be its own, as of an object that passes a call on to another one of its class.
    // A caller that can go on with something else, such as a stale value, does not need it.
    public FlightOf<TResult>? Join<TResult>(string key, EntrySettings settings, bool cancellable, bool isNeeded, out bool leads)
    {
        while (true)
        {
            leads = false;
            if (FindUnforgotten(key, settings) is { } other)
            {
                if (other is not FlightOf<TResult> flight || !flight.TryBeAwaited())
                    return null;
                if (flight.TryJoin(isNeeded))
                    return flight;
                Detach(key, other);
            }

            leads = true;
            var own = new FlightOf<TResult>(this, key, cancellable) { Tags = settings.Tags };
            if (_flights.TryAdd(key, own))
                return own;
        }
    }

    // A flight of the caller's own, whatever is under way.
    public async ValueTask<FlightOf<TResult>> TakeOverAsync<TResult>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        while (true)
        {
            await DetachAsync(key, cancellationToken).ConfigureAwait(false);
            if (Lead<TResult>(key, settings) is { } own)
                return own;
        }
    }

    // A flight that nobody else waits for yet; null if there is one already.
    public FlightOf<TResult>? Lead<TResult>(string key, EntrySettings settings)
    {
        if (FindUnforgotten(key, settings) is not null)
            return null;

        var own = new FlightOf<TResult>(this, key, cancellable: true) { Tags = settings.Tags };
        return _flights.TryAdd(key, own) ? own : null;
    }

    public void Remove(string key, Flight flight)
    {
        store.Arrivals.Note();
        _flights.TryRemove(KeyValuePair.Create(key, flight));
    }

    // After this, no flight that began before it stores a value under the key.
    public ValueTask DetachAsync(string key, CancellationToken cancellationToken) =>
        _flights.TryGetValue(key, out Flight? flight) ? DetachAsync(key, flight, cancellationToken) : default;

    // The same for each key that begins with a prefix.
    public async ValueTask DetachAllAsync(string prefix, CancellationToken cancellationToken)
    {
        foreach ((string key, Flight flight) in _flights)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                await DetachAsync(key, flight, cancellationToken).ConfigureAwait(false);
        }
    }

    // The same for each key whose value is being computed with a tag.
    public async ValueTask DetachTaggedAsync(string tag, CancellationToken cancellationToken)
    {
        foreach ((string key, Flight flight) in _flights)
        {
            if (flight.Tags is { } tags && tags.Contains(tag))
                await DetachAsync(key, flight, cancellationToken).ConfigureAwait(false);
        }
    }

    // For a key whose value was set. Without a wait: a flight that is writing its result at this moment may still do so.
    public void DetachAfterSet(string key)
    {
        store.Arrivals.Note();
        if (_flights.TryGetValue(key, out Flight? flight))
            Detach(key, flight);
    }

    // The same for each flight that is meant.
    public void DetachWhere<TState>(TState state, Func<string, Flight, TState, bool> isMeant)
    {
        foreach ((string key, Flight flight) in _flights)
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
    public void DoubtAll()
    {
        foreach ((string key, Flight flight) in _flights)
        {
            if (flight.TryDoubt())
                Remove(key, flight);
        }
    }

    private async ValueTask DetachAsync(string key, Flight flight, CancellationToken cancellationToken)
    {
        if (Detach(key, flight))
            return;

        await flight.Ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private bool Detach(string key, Flight flight)
    {
        if (!flight.TryDetach())
            return false;

        Remove(key, flight);
        return true;
    }
}
