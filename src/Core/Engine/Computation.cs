using System.Diagnostics;

namespace CacheKit;

// Computes the value of a key and stores it, for all who wait for its flight.
internal sealed class Computation<TState, T>(
    CacheEngine engine, ResultFlight<Computed<T>> flight, string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, EntryRead<T> old)
{
    private EntryRead<T> _old = old;

    // Whether the entry may have come since it was read.
    public bool ReadsAgain { get; init; }

    // Whether it is computed whatever there is.
    public bool IsForced { get; init; }

    // The token of the caller whose objects the factory uses.
    public CancellationToken LeaderToken { get; init; }

    // Whether the factory uses nothing of its caller's, so that the caller may leave.
    public bool IsDetached { get; init; }

    // The service scope of a detached computation, disposed with it.
    public IAsyncDisposable? Scope { get; init; }

    // Whether it runs on a thread of its own, and so may go on after its caller.
    public bool IsInBackground { get; private set; }

    public void StartInBackground()
    {
        IsInBackground = true;
        _ = Task.Run(RunInBackgroundAsync);
    }

    // Ends in the flight, whatever happens.
    public async Task RunAsync()
    {
        try
        {
            flight.Enter();
            if (ReadsAgain && !_old.IsLate && await HasComeAsync(flight.Abandoned).ConfigureAwait(false))
                Complete(_old.Value!);
            else if (settings.Policy.Lease is { } life && !IsForced && !_old.IsLate)
                await RunWithLeaseAsync(life).ConfigureAwait(false);
            else
                await ComputeAsync(_old.IsLate).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Loss loss = LossBy(exception);
            if (!flight.Abandoned.IsCancellationRequested)
                Note(exception, loss);
            flight.Fail(exception, loss);
        }
    }

    // On the context of its caller, whose tenant or culture the value may depend on. But the caller's transaction and its activity may end before
    // the computation does, and a caller that does not wait is not waited for either.
    private async Task RunInBackgroundAsync()
    {
        Activity.Current = null;
        if (flight.HasLeaderLeft)
            Flight.Exit();

        try
        {
            using (AmbientTransaction.Suppress())
                await RunAsync().ConfigureAwait(false);
            if (Scope is not null)
                await Scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            engine.Store.Logger.RefreshFailed(exception, typeof(T));
        }
    }

    // A failure that came from the leader's departure is no failure of the source. Attempts in the background are spaced all the same.
    private void Note(Exception exception, Loss loss)
    {
        if (loss == Loss.None)
            engine.Failures.Note(key, exception, settings.Policy, hasOld: _old.State != EntryState.Missing);
        else if (IsInBackground)
            engine.Failures.Note(key, exception: null, settings.Policy, hasOld: _old.State != EntryState.Missing);
        if (IsInBackground && flight.HasLeaderLeft)
            engine.Store.Logger.RefreshFailed(exception, typeof(T));
    }

    private Loss LossBy(Exception exception)
    {
        if (IsDetached)
            return Loss.None;
        if (flight.HasLeaderLeft || LeaderToken.IsCancellationRequested || exception is ObjectDisposedException)
            return Loss.Certain;

        bool isCancelled = exception is OperationCanceledException { CancellationToken.IsCancellationRequested: true, InnerException: not TimeoutException };
        return isCancelled || exception.GetBaseException() is ObjectDisposedException ? Loss.Suspected : Loss.None;
    }

    private async ValueTask RunWithLeaseAsync(TimeSpan life)
    {
        bool hasCome = false;
        StoreResult<Lease> taken = await engine.Leases.TakeAsync(
            engine.Keys.OfLease(key), life, async token => (hasCome = await HasComeAsync(token).ConfigureAwait(false)) || _old.IsLate, flight.Abandoned).ConfigureAwait(false);
        if (hasCome)
        {
            Complete(_old.Value!);
            return;
        }

        if (taken.Value is not { } lease)
        {
            await ComputeAsync(taken.IsLate || _old.IsLate).ConfigureAwait(false);
            return;
        }

        await using (lease.ConfigureAwait(false))
            await ComputeAsync(isLate: false).ConfigureAwait(false);
    }

    private async ValueTask<bool> HasComeAsync(CancellationToken cancellationToken)
    {
        _old = await engine.Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        return _old.State == EntryState.Fresh;
    }

    // A value that was not asked for in any case takes the place of what was read, and of nothing that was set since. A store that has used up what
    // its caller waits for it is not asked again: the value is not stored.
    private async ValueTask ComputeAsync(bool isLate)
    {
        if (_old.State != EntryState.Missing)
            flight.Replaces(_old.Value!, _old.Metadata?.Validator);

        DateTimeOffset start = engine.Time.GetUtcNow();
        TagMark[]? marks = isLate ? null : (await engine.Store.MarkAsync(settings, flight.Abandoned).ConfigureAwait(false)).Value;
        T value = await factory(state, flight.Abandoned).ConfigureAwait(false);
        EntryPlan? plan = marks is null ? null : await engine.PlanAsync(settings, value is null, marks, flight, start).ConfigureAwait(false);
        ComputedWrite? write = engine.Store.BeginComputed(key);
        bool isWritten = (IsForced || (plan is not null && engine.Store.MayOverwrite<T>(key))) && flight.TryBeginWrite();
        if (isWritten && IsForced)
            await engine.Flights.DetachEarlierAsync(key, flight).ConfigureAwait(false);
        CachedValue? held = isWritten
            ? await WriteAsync(value, plan is { } stored ? stored with { Write = write } : null, hasMarks: marks is not null).ConfigureAwait(false)
            : engine.Store.HeldOf(value, settings);
        if (IsForced && !isWritten && !await flight.HasGivenWayAsync().ConfigureAwait(false))
            await engine.Store.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        engine.Failures.Forget(key);
        flight.Complete(new Computed<T>(value, settings.ByReference ? null : held, settings.Coder));
    }

    // A refreshed value that is not to be stored takes the old one with it, as one that could not be stored does.
    private async ValueTask<CachedValue?> WriteAsync(T value, EntryPlan? plan, bool hasMarks)
    {
        WriteResult written = plan is { } stored
            ? await engine.Store.WriteAsync(key, value, settings, stored with { Fence = IsForced ? null : _old.ToFence() }, CancellationToken.None).ConfigureAwait(false)
            : new WriteResult(IsStored: false, engine.Store.HeldOf(value, settings), IsRefused: hasMarks);
        bool isOutdated = IsForced || (written.IsRefused && _old.State != EntryState.Missing);
        if (isOutdated)
            await engine.DropUnlessStoredAsync(key, written).ConfigureAwait(false);
        return written.Held;
    }

    private void Complete(T found) => flight.Complete(new Computed<T>(found, engine.Store.HeldOf(found, settings), settings.Coder));
}
