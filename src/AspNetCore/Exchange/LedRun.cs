namespace CacheKit;

// Runs the handler of a request for all who wait for its flight, unless an entry that suffices has come since the old one was read.
internal sealed class LedRun(HandlerCall call, Forward forward, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, Func<EntryRead<CachedResponse>, bool> suffices)
{
    private EntryRead<CachedResponse> _old = old;
    private bool _hasCome;
    private bool _hasThrown;

    // Whether the entry may have come already.
    public bool ReadsAgain { get; init; }

    // Whether the handler is to run whatever there is.
    public bool IsForced { get; init; }

    // The status of a handler that has failed without an exception; null if it hasn't.
    public int? FailedStatus { get; private set; }

    // Ends in the flight, whatever happens, with the response sent, or with an entry that suffices.
    public async Task RunAsync()
    {
        try
        {
            if (ReadsAgain && !_old.IsLate && await HasComeAsync().ConfigureAwait(false))
                return;

            using HandlerRun? run = await InvokeAsync().ConfigureAwait(false);
            await (run?.SendAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            flight.Complete(new HandlerOutcome(null, LookAgain: _hasCome, IsLost: call.IsLeft, HasFailed: _hasThrown || call.IsAborted));
        }
    }

    // Null: an entry has come meanwhile.
    private async Task<HandlerRun?> InvokeAsync()
    {
        if (call.Settings.Policy.Lease is not { } life || IsForced || _old.IsLate)
            return await InvokeHandlerAsync(_old.IsLate).ConfigureAwait(false);

        StoreResult<Lease> taken = await TakeLeaseAsync(life).ConfigureAwait(false);
        if (_hasCome)
            return null;
        if (taken.Value is not { } lease)
            return await InvokeHandlerAsync(taken.IsLate || _old.IsLate).ConfigureAwait(false);

        // Given back before the response is sent, which is up to the client.
        await using (lease.ConfigureAwait(false))
            return await InvokeHandlerAsync(isLate: false).ConfigureAwait(false);
    }

    // Nobody waits for a lease when everybody has left.
    private async ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life)
    {
        bool heeds = !call.IsBackground && flight.TryHeed();
        CancellationToken left = call.IsBackground ? call.ClientLeft : heeds ? flight.Abandoned : new CancellationToken(canceled: true);
        StoreResult<Lease> taken = await call.Engine.Leases.TakeAsync(
            call.Engine.Keys.OfLease(call.Key), life, async _ => await HasComeAsync().ConfigureAwait(false) || _old.IsLate, left).ConfigureAwait(false);

        // From here on the run can't be stopped once more.
        if (heeds && !flight.TryEndure(Endurance.Unstoppable))
        {
            if (taken.Value is { } lease)
                await lease.DisposeAsync().ConfigureAwait(false);
            throw new OperationCanceledException(flight.Abandoned);
        }

        return taken;
    }

    // A store that has used up what its caller waits for it is not asked again: the response is not stored.
    private async Task<HandlerRun> InvokeHandlerAsync(bool isLate)
    {
        TagMark[]? marks = isLate ? null : (await call.Engine.Store.MarkAsync(call.Settings, CancellationToken.None).ConfigureAwait(false)).Value;
        var run = new HandlerRun(call, forward, flight, call.IsBackground ? _old : default, marks, IsForced ? null : _old.ToFence());
        try
        {
            await run.InvokeAsync().ConfigureAwait(false);
            FailedStatus = run.FailedStatus;
            return run;
        }
        catch (Exception exception)
        {
            run.Dispose();
            _hasThrown = true;
            if (!call.IsAborted)
                call.Engine.Failures.Note(call.Key, exception, call.Settings.Policy, _old.State != EntryState.Missing);
            throw;
        }
    }

    private async ValueTask<bool> HasComeAsync()
    {
        _old = await call.Engine.Store.ReadAnewAsync<CachedResponse>(call.Key, call.Settings).ConfigureAwait(false);
        return _hasCome = suffices(_old);
    }
}
