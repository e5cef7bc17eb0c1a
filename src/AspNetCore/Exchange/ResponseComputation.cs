namespace CacheKit;

// Runs the handler of a request for all who wait for its flight, and sends the response, unless an entry that isUsable has arrived.
internal sealed class ResponseComputation(
    HandlerCall call, Forward forward, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, Func<EntryRead<CachedResponse>, bool> isUsable)
    : Computation<CachedResponse, HandlerOutcome>(call.Engine, call.Key, call.Settings, flight, old), IDisposable
{
    private HandlerRun? _run;
    private bool _hasThrown;

    // The status of a handler that has failed without an exception; null if it hasn't.
    public int? FailedStatus => _run?.FailedStatus;

    // What the handler may find unchanged: in the background no client has set a condition of its own.
    public EntryRead<CachedResponse> Replaced => call.IsBackground ? Old : default;

    // Ends in the flight, whatever happens, with the response sent, or with an entry that isUsable. The lease is given back before the response is
    // sent, which is up to the client.
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

    // The response may have taught what those of its URL vary by.
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

    // Nobody waits for a lease when everybody has left.
    protected override async ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life)
    {
        bool heeds = !call.IsBackground && Flight.TryCancelWhenNoWaiters();
        CancellationToken left = call.IsBackground ? call.ClientLeft : heeds ? Flight.Abandoned : new CancellationToken(canceled: true);
        StoreResult<Lease> taken = await TakeLeaseAsync(life, left).ConfigureAwait(false);

        // From here on the run can't be stopped once more.
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

    // Those who wait look again.
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
