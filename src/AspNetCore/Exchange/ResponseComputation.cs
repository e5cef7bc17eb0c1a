namespace CacheKit;

// Runs the handler for all requests of a flight and sends the response, unless a usable entry was stored meanwhile.
internal sealed class ResponseComputation(
    HandlerCall call, Forward forward, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, Func<EntryRead<CachedResponse>, bool> isUsable)
    : Computation<CachedResponse, HandlerOutcome>(call.Engine, flight, in old), IDisposable
{
    private HandlerRun? _run;
    private bool _hasThrown;

    // The status of a handler that failed without an exception; null if it did not.
    public int? FailedStatus => _run?.FailedStatus;

    // The entry that a background run may revalidate with its handler: such a run has no client conditions.
    public EntryRead<CachedResponse> Replaced => call.IsBackground ? Old : default;

    // Always completes the flight. The lease is released before the response is sent, because sending depends on the client.
    public async Task AnswerAsync()
    {
        try
        {
            await RunAsync().ConfigureAwait(false);
            await (_run?.SendAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        finally
        {
            Flight.Complete(new HandlerOutcome(null, ReadAgain: FoundEntry, LeaderLost: call.IsLeft, HasFailed: _hasThrown || call.IsAborted));
        }
    }

    public void Dispose() => _run?.Dispose();

    // The response may have named a new header in Vary, which changes the key.
    public async ValueTask<StoredValue> StoreAsync(CachedResponse response, EntrySettings settings)
    {
        StoredValue stored = await StoreAsync(response, settings, call.Policy.Variants.KeyOf(call.UrlKey, call.Headers)).ConfigureAwait(false);
        if (stored.Written is not null && call.Policy.Variants.TakeUnsaved())
            await SharedVariants.SaveAsync(call.Policy).ConfigureAwait(false);
        return stored;
    }

    protected override ValueTask<EntryRead<CachedResponse>> ReadAsync(CancellationToken cancellationToken) =>
        Engine.Store.ReadUnsharedAsync<CachedResponse>(Key, Settings);

    protected override bool IsUsable(EntryRead<CachedResponse> arrived) => isUsable(arrived);

    // Stops waiting for the lease when all clients have left.
    protected override async ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life)
    {
        bool heeds = !call.IsBackground && Flight.TryCancelWhenNoWaiters();
        CancellationToken left = call.IsBackground ? call.ClientLeft : heeds ? Flight.Abandoned : new CancellationToken(canceled: true);
        StoreResult<Lease> taken = await TakeLeaseAsync(life, left).ConfigureAwait(false);

        // From here on the run cannot be cancelled by departed clients.
        if (heeds && !Flight.TrySetCancelWhen(CancelWhen.Never))
        {
            if (taken.Value is { } lease)
                await lease.DisposeAsync().ConfigureAwait(false);
            throw new OperationCanceledException(Flight.Abandoned);
        }

        return taken;
    }

    protected override async ValueTask ProduceAsync()
    {
        if (Replaced.State != EntryState.Missing)
            Flight.SetPrevious(Replaced.Value!, Replaced.Metadata?.Validator);
        _run = new HandlerRun(call, forward, this);
        await _run.InvokeAsync().ConfigureAwait(false);
    }

    // Waiting requests read the entry themselves.
    protected override void CompleteWithEntry()
    {
    }

    protected override bool TryFail(Exception exception)
    {
        _hasThrown = _run is not null;
        if (_hasThrown && !call.IsAborted)
            Engine.Failures.Record(Key, exception, Settings.Policy, Old.State != EntryState.Missing);
        return false;
    }
}
