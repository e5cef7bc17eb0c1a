namespace CacheKit;

// One caller's request for a key whose entry is missing or not fresh.
internal readonly struct KeyRequest<TState, T>(
    CacheEngine engine, string key, EntryRead<T> read, TState state,
    Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
{
    // A caller that has lost this many leaders does not wait for another.
    private const int MaxLostLeaders = 2;

    // Whether the value is computed regardless of the entry, in a flight of its own.
    public bool IsForced { get; init; }

    // Only a caller whose own settings include a grace accepts a stale value.
    private bool CanServe => read.State == EntryState.RefreshDue || (read.IsStale && settings.Policy.Stale.Grace > TimeSpan.Zero);

    public ValueTask<T> AnswerAsync() =>
        engine.Failures.ChooseUse(key, CanServe, waits: read.State == EntryState.Stale && !(settings.Policy.Stale.SoftTimeout <= TimeSpan.Zero)) switch
        {
            EntryUse.Serve => new(Served()),
            EntryUse.ServeAndRefresh => engine.Flights.Lead<ComputedValue<T>>(key, settings) is { } flight
                ? ComputeAsync(flight, TimeSpan.Zero)
                : new(Served()),
            _ => ComputeAsync(null, WaitLimit),
        };

    public ValueTask<T> RefreshAsync(ResultFlight<ComputedValue<T>> flight) => ComputeAsync(flight, WaitLimit);

    private TimeSpan? WaitLimit => CanServe ? settings.Policy.Stale.SoftTimeout : settings.Policy.Stale.HardTimeout;

    // Computes in the given flight, which the caller leads, or joins or starts one. If the leader is lost, the caller retries with its
    // remaining wait limit.
    private async ValueTask<T> ComputeAsync(
        ResultFlight<ComputedValue<T>>? flight, TimeSpan? waitLimit, int lostLeaders = 0)
    {
        if (lostLeaders == 0 && !CanServe)
            RecordMiss();

        // A flight that this caller leads must be completed, even if the caller is cancelled.
        bool leads = flight is not null;
        if (!leads)
            cancellationToken.ThrowIfCancellationRequested();
        if (flight is null && !engine.Transactions.CurrentHasChanges)
            flight = Join(waitLimit, lostLeaders, out leads);
        if (flight is null)
            return Computed(await factory(state, cancellationToken).ConfigureAwait(false));

        bool isMeasured = !leads && CacheMetrics.FlightWaitDuration.Enabled;
        long startedAt = waitLimit is null && !isMeasured ? 0 : engine.Time.GetTimestamp();
        TimeSpan? limit = leads && !Start(flight, waitLimit) ? null : waitLimit;
        if (limit <= TimeSpan.Zero && CanServe && !flight.HasEnded)
        {
            flight.ContinueInBackground();
            return Served();
        }

        bool retries = false;
        try
        {
            ComputedValue<T> computed = await flight.WaitAsync(limit, engine.Time, cancellationToken).ConfigureAwait(false);
            if (leads || computed is { IsAbsent: false, IsShareable: true })
                return Computed(computed.Value);

            // A payload that cannot be decoded is treated as a miss.
            if (!computed.IsAbsent && engine.Store.TryTake(key, computed.Cached!, flight.Settings.Coder, out T? own))
                return Computed(own!);

            // A batch that led the flight did not return the key, so the caller's own factory computes it.
            retries = computed.IsAbsent;
        }
        catch (Exception exception) when (!leads && ShouldRetry(flight.LeaderLossIn(exception), lostLeaders))
        {
            retries = true;
        }
        catch (Exception exception) when (CanServe && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return Served();
        }
        finally
        {
            if (leads && !flight.HasEnded)
                flight.MarkLeaderLeft();
            if (isMeasured)
                settings.Figures.RecordFlightWait(engine.Time, startedAt);
        }

        return retries
            ? await ComputeAsync(null, Remaining(waitLimit, startedAt), lostLeaders + 1).ConfigureAwait(false)
            : Computed(await factory(state, cancellationToken).ConfigureAwait(false));
    }

    // The value that was read, for a caller that does not wait for a new one.
    private T Served()
    {
        if (!IsForced)
            settings.Figures.Add(read.Result);
        return read.Value!;
    }

    // A caller that could use a stale value has missed only when it receives another one.
    private T Computed(T value)
    {
        if (CanServe)
            RecordMiss();
        return value;
    }

    private void RecordMiss()
    {
        if (!IsForced)
            settings.Figures.Add(RequestResult.Miss);
    }

    private ResultFlight<ComputedValue<T>>? Join(TimeSpan? waitLimit, int lostLeaders, out bool leads)
    {
        bool mayLeave = cancellationToken.CanBeCanceled || waitLimit is not null;
        if (lostLeaders < MaxLostLeaders)
            return engine.Flights.Join<ComputedValue<T>>(key, settings, mayLeave, isNeeded: !CanServe || waitLimit is null, out leads);

        leads = true;
        return engine.Flights.Lead<ComputedValue<T>>(key, settings);
    }

    // Runs on the caller's thread until the first wait, or in the background if the caller may leave earlier. False if the caller must stay
    // until the end.
    private bool Start(ResultFlight<ComputedValue<T>> flight, TimeSpan? waitLimit)
    {
        if (engine.RecentCalls.IsObserved)
            engine.RecentCalls.Add(key, state, factory, settings);
        if (waitLimit is not null && Detach(flight, out IAsyncDisposable? scope) is { } detached)
        {
            if (waitLimit <= TimeSpan.Zero)
                flight.MarkLeaderLeft();
            detached.StartInBackground(isAwaited: waitLimit > TimeSpan.Zero, scope);
            return true;
        }

        using (flight.LeaveOnCancellation(cancellationToken))
            ComputationOf(flight, state, cancellationToken).Start();
        if (flight.HasLeaderLeft && !flight.HasEnded)
            throw new OperationCanceledException(cancellationToken);
        return false;
    }

    // A computation that can outlive its caller; null if the state depends on the caller. The owner of any other state ensures that it
    // outlives the caller.
    private ValueComputation<TState, T>? Detach(ResultFlight<ComputedValue<T>> flight, out IAsyncDisposable? scope)
    {
        scope = null;
        if (state is not ICallerState<TState> held)
            return ComputationOf(flight, state, cancellationToken);
        if (held.Detach(warns: true) is not { } detached)
            return null;

        scope = detached.Scope;
        return ComputationOf(flight, detached.State, leaderToken: null);
    }

    // Another flight may have stored the entry between the read and the start of this one.
    private ValueComputation<TState, T> ComputationOf(ResultFlight<ComputedValue<T>> flight, TState own, CancellationToken? leaderToken) =>
        new(engine, flight, own, factory, in read)
        {
            ReadsAgain = !IsForced && engine.Store.Arrivals != read.Arrivals,
            IsForced = IsForced,
            LeaderToken = leaderToken,
        };

    // A cancellation by an unknown token may be a slow source rather than a departed leader, so it allows one retry only.
    public static bool ShouldRetry(LeaderLoss loss, int lostLeaders) =>
        loss == LeaderLoss.Certain || (loss == LeaderLoss.Suspected && lostLeaders == 0);

    private TimeSpan? Remaining(TimeSpan? waitLimit, long startedAt)
    {
        if (waitLimit is not { } whole)
            return null;

        TimeSpan spent = engine.Time.GetElapsedTime(startedAt);
        return spent < whole ? whole - spent : TimeSpan.Zero;
    }
}
