using System.Collections.Concurrent;

namespace CacheKit;

// The computations under way in this process, one a key.
internal sealed class Flights
{
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);

    // How many flights have ended. Who reads a store, misses and then leads a flight asks whether one ended in between: only
    // then can the entry be there by now.
    private long _ended;

    public long Ended => Volatile.Read(ref _ended);

    // The flight of a key, led by who began it. Null if the key's value is being computed as another type.
    public FlightOf<TResult>? Join<TResult>(string key, bool cancellable, out bool leads)
    {
        while (true)
        {
            leads = false;
            if (_flights.TryGetValue(key, out Flight? other))
            {
                if (other is not FlightOf<TResult> flight || flight.TryJoin())
                    return other as FlightOf<TResult>;
                Remove(key, other);
            }

            leads = true;
            var own = new FlightOf<TResult>(this, key, cancellable);
            if (_flights.TryAdd(key, own))
                return own;
        }
    }

    public void Remove(string key, Flight flight)
    {
        Interlocked.Increment(ref _ended);
        _flights.TryRemove(KeyValuePair.Create(key, flight));
    }

    // After this, no flight that began before it stores a value under the key.
    public ValueTask DetachAsync(string key) =>
        _flights.TryGetValue(key, out Flight? flight) ? DetachAsync(key, flight) : default;

    // The same for each key that begins with a prefix.
    public async ValueTask DetachAllAsync(string prefix)
    {
        foreach ((string key, Flight flight) in _flights)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                await DetachAsync(key, flight).ConfigureAwait(false);
        }
    }

    private async ValueTask DetachAsync(string key, Flight flight)
    {
        if (flight.TryDetach())
            Remove(key, flight);
        else
            await flight.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
