namespace CacheKit;

// The request of one caller: a key, and how to compute its value. The key was read, and the entry, if there is one, is not simply fresh.
internal readonly struct KeyRequest<TState, T>(
    CacheEngine engine, string key, EntryRead<T> read, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
{
    // However many leaders come and leave, a caller that has waited for so many waits for no other.
    private const int MostLost = 2;

    // A stale entry is one that this caller's settings would have kept for it.
    private bool CanServe => read.State == EntryState.Due || (read.IsStale && settings.Policy.Stale.Grace > TimeSpan.Zero);

    public ValueTask<T> AnswerAsync() =>
        engine.UseOf(key, CanServe, waits: read.State == EntryState.Stale && !(settings.Policy.Stale.SoftTimeout <= TimeSpan.Zero)) switch
        {
            EntryUse.Serve => new(read.Value!),
            EntryUse.ServeAndRefresh => engine.Flights.Lead<Computed<T>>(key, settings) is { } flight ? ComputeAsync(flight, TimeSpan.Zero) : new(read.Value!),
            _ => ComputeAsync(),
        };

    // Computes in any case, in a flight of its own.
    public ValueTask<T> RefreshAsync(ResultFlight<Computed<T>> flight) => ComputeAsync(flight, Patience, isForced: true);

    private TimeSpan? Patience => CanServe ? settings.Policy.Stale.SoftTimeout : settings.Policy.Stale.HardTimeout;

    private ValueTask<T> ComputeAsync() => ComputeAsync(null, Patience);

    // In a flight that the caller leads; null: in that of whoever computes the value already, or one of its own. Where its leader is lost, the
    // caller tries again, with what is left of its patience.
    private async ValueTask<T> ComputeAsync(ResultFlight<Computed<T>>? flight, TimeSpan? patience, bool isForced = false, int lost = 0)
    {
        // A flight that is led already must be ended.
        bool leads = flight is not null;
        if (!leads)
            cancellationToken.ThrowIfCancellationRequested();
        if (flight is null && !engine.Transactions.HasCallers)
            flight = Join(patience, lost, out leads);
        if (flight is null)
            return await factory(state, cancellationToken).ConfigureAwait(false);

        long begun = patience is null ? 0 : engine.Time.GetTimestamp();
        TimeSpan? limit = leads && !Start(flight, patience, isForced) ? null : patience;
        if (limit <= TimeSpan.Zero && CanServe && !flight.HasEnded)
        {
            flight.LeaveRunning();
            return read.Value!;
        }

        bool isLost = false;
        try
        {
            Computed<T> computed = await flight.WaitAsync(limit, engine.Time, cancellationToken).ConfigureAwait(false);
            if (leads || computed.IsForAll)
                return computed.Value;

            // A payload that can't be decoded is a miss, as it is in the store.
            if (engine.Store.TryTake(computed.Held!, computed.Coder, out T? own))
                return own!;
        }
        catch (Exception exception) when (!leads && IsLost(flight.LossIn(exception), lost))
        {
            isLost = true;
        }
        catch (Exception exception) when (CanServe && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return read.Value!;
        }
        finally
        {
            if (leads && !flight.HasEnded)
                flight.LeaderLeaves();
        }

        return isLost
            ? await ComputeAsync(null, Left(patience, begun), lost: lost + 1).ConfigureAwait(false)
            : await factory(state, cancellationToken).ConfigureAwait(false);
    }

    private ResultFlight<Computed<T>>? Join(TimeSpan? patience, int lost, out bool leads)
    {
        bool mayLeave = cancellationToken.CanBeCanceled || patience is not null;
        if (lost < MostLost)
            return engine.Flights.Join<Computed<T>>(key, settings, mayLeave, isNeeded: !CanServe || patience is null, out leads);

        leads = true;
        return engine.Flights.Lead<Computed<T>>(key, settings);
    }

    // On the caller's thread, as far as it goes without a wait; in the background where the caller may leave before that. False if it may not.
    private bool Start(ResultFlight<Computed<T>> flight, TimeSpan? patience, bool isForced)
    {
        if (patience is not null && Detach(flight, isForced) is { } detached)
        {
            if (patience <= TimeSpan.Zero)
                flight.LeaderLeaves();
            detached.StartInBackground();
            return true;
        }

        using (flight.LeaveOn(cancellationToken))
            ComputationOf(flight, state, isForced, isDetached: false, scope: null).Start();
        if (flight.HasLeaderLeft && !flight.HasEnded)
            throw new OperationCanceledException(cancellationToken);
        return false;
    }

    // One that need not end before its caller; of a state that tells nothing, the owner answers for that. Null if there is none.
    private ValueComputation<TState, T>? Detach(ResultFlight<Computed<T>> flight, bool isForced)
    {
        if (state is not ICallerState<TState> held)
            return ComputationOf(flight, state, isForced, isDetached: false, scope: null);

        return held.Detach() is { } detached ? ComputationOf(flight, detached.State, isForced, isDetached: true, detached.Scope) : null;
    }

    // Between the read and the flight another one may have landed, with the entry.
    private ValueComputation<TState, T> ComputationOf(ResultFlight<Computed<T>> flight, TState own, bool isForced, bool isDetached, IAsyncDisposable? scope) =>
        new(engine, flight, key, own, factory, settings, read)
        {
            ReadsAgain = !isForced && engine.Store.Arrivals.Count != read.Arrivals,
            IsForced = isForced,
            LeaderToken = isDetached ? default : cancellationToken,
            IsDetached = isDetached,
            Scope = scope,
        };

    // A token that the factory alone knows says little of who has left: it counts once, so that a source that is slow for all is not asked by each.
    private static bool IsLost(Loss loss, int lost) => loss == Loss.Certain || (loss == Loss.Suspected && lost == 0);

    private TimeSpan? Left(TimeSpan? patience, long begun)
    {
        if (patience is not { } whole)
            return null;

        TimeSpan spent = engine.Time.GetElapsedTime(begun);
        return spent < whole ? whole - spent : TimeSpan.Zero;
    }
}
