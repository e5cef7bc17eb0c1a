namespace CacheKit;

// Computes the value of a key and stores it, for all who wait for its flight.
internal sealed class Computation<TState, T>(
    CacheEngine engine, FlightOf<Computed<T>> flight, string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, EntryRead<T> old)
{
    private EntryRead<T> _old = old;

    // Whether the entry may have come since it was read.
    public bool ReadsAgain { get; init; }

    // Whether it is computed whatever there is.
    public bool IsForced { get; init; }

    // Ends in the flight, whatever happens.
    public async Task RunAsync()
    {
        try
        {
            flight.Enter();
            if (ReadsAgain && await HasComeAsync(flight.Abandoned).ConfigureAwait(false))
                Complete(_old.Value!);
            else if (settings.Policy.Lease is { } life && !IsForced)
                await RunWithLeaseAsync(life).ConfigureAwait(false);
            else
                await ComputeAsync(isFenced: !IsForced && engine.Store.AddsWhatIsMissing).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!flight.Abandoned.IsCancellationRequested)
                engine.Failures.Note(key, exception, settings.Policy, hasOld: _old.State != EntryState.Missing);
            flight.Fail(exception);
        }
    }

    private async ValueTask RunWithLeaseAsync(TimeSpan life)
    {
        bool hasCome = false;
        Lease? lease = await engine.Leases.TakeAsync(
            engine.Keys.OfLease(key), life, async token => hasCome = await HasComeAsync(token).ConfigureAwait(false), flight.Abandoned).ConfigureAwait(false);
        if (hasCome)
        {
            Complete(_old.Value!);
            return;
        }

        if (lease is null)
        {
            await ComputeAsync(isFenced: false).ConfigureAwait(false);
            return;
        }

        await using (lease.ConfigureAwait(false))
            await ComputeAsync(isFenced: true).ConfigureAwait(false);
    }

    private async ValueTask<bool> HasComeAsync(CancellationToken cancellationToken)
    {
        _old = await engine.Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        return _old.State == EntryState.Fresh;
    }

    private async ValueTask ComputeAsync(bool isFenced)
    {
        if (_old.State != EntryState.Missing)
            flight.Replaces(_old.Value!, _old.Terms?.Validator);

        DateTimeOffset start = engine.Time.GetUtcNow();
        TagMark[]? marks = await engine.Store.MarkAsync(settings, flight.Abandoned).ConfigureAwait(false);
        T value = await factory(state, flight.Abandoned).ConfigureAwait(false);
        EntryPlan? plan = marks is null ? null : await engine.PlanAsync(settings, value is null, marks, flight, start).ConfigureAwait(false);
        byte[]? payload = plan is { } stored && (IsForced || engine.Store.MayOverwrite<T>(key)) && flight.TryBeginWrite()
            ? await WriteAsync(value, stored with { Fence = isFenced ? _old.ToFence() : null }).ConfigureAwait(false)
            : engine.Store.CopyOf(value, settings);
        engine.Failures.Forget(key);
        flight.Complete(new Computed<T>(value, settings.Share ? null : payload, settings.Coder));
    }

    private async ValueTask<byte[]?> WriteAsync(T value, EntryPlan plan)
    {
        Written written = await engine.Store.WriteAsync(key, value, settings, plan, CancellationToken.None).ConfigureAwait(false);
        if (IsForced)
            await engine.DropUnlessStoredAsync(key, written).ConfigureAwait(false);
        return written.Payload;
    }

    private void Complete(T found) => flight.Complete(new Computed<T>(found, engine.Store.CopyOf(found, settings), settings.Coder));
}
