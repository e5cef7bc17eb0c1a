namespace CacheKit;

// One caller's request for many keys that were read. A key that is being computed is waited for, and the others are computed together.
internal sealed class BatchRequest<TState, T>(
    CacheEngine engine, BatchKey[] keys, EntryRead<T>[] reads, TState state, BatchFactory<TState, T> factory, int maxBatch, CancellationToken cancellationToken)
{
    // A caller that has lost this many leaders does not wait for another.
    private const int MaxLostLeaders = 2;

    private readonly BatchValue<T>[] _values = new BatchValue<T>[keys.Length];

    // Keys whose value is computed for this caller alone.
    private readonly HashSet<int> _alone = [];

    public async ValueTask<BatchValue<T>[]> AnswerAsync()
    {
        var open = new List<int>();
        var refreshed = new List<int>();
        for (int i = 0; i < keys.Length; i++)
        {
            EntryUse use = reads[i].State == EntryState.Fresh ? EntryUse.Serve : engine.Failures.ChooseUse(keys[i].Key, CanServe(i), Waits(i));
            if (use is EntryUse.Compute or EntryUse.ComputeOrServe)
                open.Add(i);
            else
                _values[i] = Served(i);
            if (use == EntryUse.ServeAndRefresh)
                refreshed.Add(i);
        }

        await RefreshAsync(refreshed).ConfigureAwait(false);
        if (open.Count > 0)
            await ComputeAsync(open).ConfigureAwait(false);
        return _values;
    }

    // Only a caller whose own settings include a grace accepts a stale value.
    private bool CanServe(int i) => reads[i].State == EntryState.RefreshDue || (reads[i].IsStale && keys[i].Settings.Policy.Stale.Grace > TimeSpan.Zero);

    private BatchValue<T> Served(int i)
    {
        keys[i].Settings.Figures.Add(reads[i].Result);
        return BatchValue<T>.Of(reads[i].Value);
    }

    private void RecordMiss(int i) => keys[i].Settings.Figures.Add(RequestResult.Miss);

    private bool Waits(int i) => reads[i].State == EntryState.Stale && !(keys[i].Settings.Policy.Stale.SoftTimeout <= TimeSpan.Zero);

    private async ValueTask RefreshAsync(List<int> refreshed)
    {
        var led = new List<BatchElement<T>>();
        foreach (int i in refreshed)
        {
            if (engine.Flights.Lead<ComputedValue<T>>(keys[i].Key, keys[i].Settings) is { } flight)
                led.Add(new BatchElement<T>(i, keys[i], reads[i], flight, leads: true));
        }

        if (led.Count == 0)
            return;

        TimeSpan? limit = TimeSpan.Zero;
        Task running = Start(led, ref limit);
        if (limit is null)
            await Task.WhenAll(led.ConvertAll(element => WaitAsync(element, running, limit, lostLeaders: 0))).ConfigureAwait(false);
        else
            led.ForEach(element => element.Flight!.ContinueInBackground());
    }

    // If leaders are lost, the caller computes or waits again, with its remaining wait limit.
    private async ValueTask ComputeAsync(List<int> open)
    {
        open.FindAll(i => !CanServe(i)).ForEach(RecordMiss);
        TimeSpan? waitLimit = WaitLimitOf(open);
        long startedAt = engine.Time.GetTimestamp();
        for (int lostLeaders = 0; open.Count > 0; lostLeaders++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan? limit = waitLimit - engine.Time.GetElapsedTime(startedAt);
            limit = limit < TimeSpan.Zero ? TimeSpan.Zero : limit;
            List<BatchElement<T>> elements = open.ConvertAll(i => Join(i, limit, lostLeaders));
            List<BatchElement<T>> led = elements.FindAll(element => element.Leads);
            Task running = led.Count > 0 ? Start(led, ref limit) : Task.CompletedTask;
            bool hasLeft = led.Exists(element => element.Flight is { HasLeaderLeft: true, HasEnded: false }) && limit is null;

            // Then most flights have ended, and waiting for each of them costs little.
            if (limit is null)
                await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (hasLeft)
                elements.RemoveAll(element => element.Leads);
            BatchWait[] waits = await Task.WhenAll(elements.ConvertAll(element => WaitAsync(element, running, limit, lostLeaders))).ConfigureAwait(false);
            if (hasLeft)
                throw new OperationCanceledException(cancellationToken);

            // A caller that could use a stale value has missed only when it receives another one.
            for (int i = 0; i < waits.Length; i++)
            {
                if (waits[i] == BatchWait.Served || (waits[i] == BatchWait.Done && CanServe(open[i])))
                    keys[open[i]].Settings.Figures.Add(waits[i] == BatchWait.Served ? reads[open[i]].Result : RequestResult.Miss);
            }

            open = [.. open.Where((_, i) => waits[i] is BatchWait.Again or BatchWait.Alone)];
            _alone.UnionWith(elements.Where((_, i) => waits[i] == BatchWait.Alone).Select(element => element.Index));
        }
    }

    // A caller that needs the value of a key waits for those of all others, too.
    private TimeSpan? WaitLimitOf(List<int> open)
    {
        int[] needed = [.. open.Where(i => !CanServe(i))];
        TimeSpan?[] limits = needed.Length > 0
            ? Array.ConvertAll(needed, i => keys[i].Settings.Policy.Stale.HardTimeout)
            : [.. open.Select(i => keys[i].Settings.Policy.Stale.SoftTimeout)];
        return Array.Exists(limits, limit => limit is null) ? null : limits.Max();
    }

    private BatchElement<T> Join(int i, TimeSpan? limit, int lostLeaders)
    {
        (string key, EntrySettings settings) = keys[i];
        bool leads = true;
        ResultFlight<ComputedValue<T>>? flight = null;
        if (!_alone.Contains(i) && !engine.Transactions.CurrentHasChanges)
        {
            flight = lostLeaders < MaxLostLeaders
                ? engine.Flights.Join<ComputedValue<T>>(
                    key, settings, cancellationToken.CanBeCanceled || limit is not null, isNeeded: !CanServe(i) || limit is null, out leads)
                : engine.Flights.Lead<ComputedValue<T>>(key, settings);
        }

        return new BatchElement<T>(i, keys[i], reads[i], flight, leads || flight is null);
    }

    // Runs on the caller's thread until the first wait, or in the background if the caller may leave earlier. The limit is null afterwards if
    // the caller must stay until the end.
    private Task Start(List<BatchElement<T>> led, ref TimeSpan? waitLimit)
    {
        if (waitLimit is not null && Detach() is { } detached)
        {
            if (waitLimit <= TimeSpan.Zero)
                led.ForEach(element => element.Flight?.MarkLeaderLeft());
            CancellationToken? leaderToken = state is ICallerState<TState> ? null : cancellationToken;
            return new BatchComputation<TState, T>(engine, led, detached.State, factory, maxBatch, leaderToken).StartInBackground(detached.Scope);
        }

        waitLimit = null;
        var computation = new BatchComputation<TState, T>(engine, led, state, factory, maxBatch, cancellationToken);
        Task running;
        CancellationTokenRegistration[] leaving = [.. led.Select(element => element.Flight?.LeaveOnCancellation(cancellationToken) ?? default)];
        try
        {
            running = computation.Start();
        }
        finally
        {
            Array.ForEach(leaving, registration => registration.Dispose());
        }

        return running;
    }

    // Null if the state depends on the caller. The owner of any other state ensures that it outlives the caller.
    private DetachedState<TState>? Detach() =>
        state is ICallerState<TState> held ? held.Detach(warns: true) : new DetachedState<TState>(state, Scope: null);

    private async Task<BatchWait> WaitAsync(BatchElement<T> element, Task running, TimeSpan? limit, int lostLeaders)
    {
        if (element.Flight is not { } flight)
        {
            await running.ConfigureAwait(false);
            _values[element.Index] = element.Failure is null ? element.Own : throw element.Failure;
            return BatchWait.Done;
        }

        long startedAt = engine.Time.GetTimestamp();
        try
        {
            ComputedValue<T> computed = await flight.WaitAsync(limit, engine.Time, cancellationToken).ConfigureAwait(false);
            if (computed.IsAbsent)
                return BatchWait.Done;

            // A payload that cannot be decoded is treated as a miss.
            T? own = computed.Value;
            if (!element.Leads && !computed.IsShareable && !engine.Store.TryTake(element.Key, computed.Cached!, flight.Settings.Coder, out own))
                return BatchWait.Alone;

            _values[element.Index] = BatchValue<T>.Of(own);
            return BatchWait.Done;
        }
        catch (Exception exception) when (!element.Leads && KeyRequest<TState, T>.ShouldRetry(flight.LeaderLossIn(exception), lostLeaders))
        {
            return BatchWait.Again;
        }
        catch (Exception exception) when (CanServe(element.Index) && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            _values[element.Index] = BatchValue<T>.Of(reads[element.Index].Value);
            return BatchWait.Served;
        }
        finally
        {
            if (element.Leads && !flight.HasEnded)
                flight.MarkLeaderLeft();
            if (!element.Leads)
                element.Settings.Figures.RecordFlightWait(engine.Time, startedAt);
        }
    }
}
