namespace CacheKit;

// Every call of a cache, under whole keys: reads the store, and computes what is missing once for all who ask at the time.
internal sealed class CacheEngine
{
    public CacheEngine(ICacheBackend backend)
    {
        Store = EntryStore.On(backend);
        Local = Store as LocalEntryStore;
    }

    public EntryStore Store { get; }

    // The same store, if it is in this process and so answers at once.
    public LocalEntryStore? Local { get; }

    public Flights Flights { get; } = new();

    public async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        long ended = Flights.Ended;
        EntryRead<T> read = await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        return read.IsHit
            ? read.Value!
            : await ComputeOnceAsync(key, ended, state, factory, settings, cancellationToken).ConfigureAwait(false);
    }

    // For a key that was missed after so many flights had ended.
    public async ValueTask<T> ComputeOnceAsync<TState, T>(
        string key, long ended, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FlightOf<Computed<T>>? flight = Flights.Join<Computed<T>>(key, cancellationToken.CanBeCanceled, out bool leads, settings.Tags);
        if (flight is null)
            return await factory(state, cancellationToken).ConfigureAwait(false);

        if (!leads)
        {
            Computed<T> computed = await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
            if (computed.IsForAll)
                return computed.Value;

            // A payload that can't be decoded is a miss, as it is in the store.
            return Store.TryDecode(computed.Payload, computed.Coder, out T? own) ? own! : await factory(state, cancellationToken).ConfigureAwait(false);
        }

        // Between the read and the flight another one may have landed, with the entry.
        using (flight.LeaveOn(cancellationToken))
            _ = ComputeAsync(flight, key, state, factory, settings, readAgain: Flights.Ended != ended);

        if (flight.HasLeaderLeft && !flight.Ended.IsCompleted)
            throw new OperationCanceledException(cancellationToken);
        return (await flight.WaitAsync(cancellationToken).ConfigureAwait(false)).Value;
    }

    // Computed anew, whatever the store has. Who asks for the key meanwhile finds what was there, or waits for this.
    public async ValueTask<T> RefreshAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        await Flights.DetachAsync(key, cancellationToken).ConfigureAwait(false);
        return await ComputeOnceAsync(key, Flights.Ended, state, factory, settings, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask SetAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        await Flights.DetachAsync(key, cancellationToken).ConfigureAwait(false);
        if (settings.Keeps && await Store.MarkAsync(settings, cancellationToken).ConfigureAwait(false) is { } marks)
            await Store.WriteAsync(key, value, settings, marks, cancellationToken).ConfigureAwait(false);
        else
            await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);

        // What was begun while the value was on its way doesn't replace it.
        Flights.Detach(key);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await Flights.DetachAsync(key, cancellationToken).ConfigureAwait(false);
        return await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        await Flights.DetachAllAsync(prefix, cancellationToken).ConfigureAwait(false);
        return await Store.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
    }

    // The flights go last: each that began before the tag was evicted is among them.
    public async ValueTask EvictAsync(string tag, CancellationToken cancellationToken)
    {
        await Store.EvictAsync(tag, cancellationToken).ConfigureAwait(false);
        await Flights.DetachTaggedAsync(tag, cancellationToken).ConfigureAwait(false);
    }

    // Ends in the flight, whatever happens.
    private async Task ComputeAsync<TState, T>(
        FlightOf<Computed<T>> flight, string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, bool readAgain)
    {
        try
        {
            flight.Enter();
            if (readAgain && await Store.ReadAsync<T>(key, settings, flight.Abandoned).ConfigureAwait(false) is { IsHit: true } read)
            {
                flight.Complete(new Computed<T>(read.Value!, Store.CopyOf(read.Value!, settings), settings.Coder));
                return;
            }

            TagMark[]? marks = await Store.MarkAsync(settings, flight.Abandoned).ConfigureAwait(false);
            T value = await factory(state, flight.Abandoned).ConfigureAwait(false);
            byte[]? payload = settings.Keeps && marks is not null && flight.TryBeginWrite()
                ? (await Store.WriteAsync(key, value, settings, marks, CancellationToken.None).ConfigureAwait(false)).Payload
                : Store.CopyOf(value, settings);
            flight.Complete(new Computed<T>(value, settings.Share ? null : payload, settings.Coder));
        }
        catch (Exception exception)
        {
            flight.Fail(exception);
        }
    }
}
