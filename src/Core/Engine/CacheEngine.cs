namespace CacheKit;

// Every call of a cache, under whole keys: reads the store, and computes what is missing once for all who ask at the time.
internal sealed class CacheEngine
{
    public CacheEngine(ICacheBackend backend, KeySpace keys, StoreTerms terms)
    {
        Keys = keys;
        Time = terms.Clock;
        Store = EntryStore.On(backend, terms);
        Local = (Store as TieredEntryStore)?.Local ?? Store as LocalEntryStore;
        Leases = new Leases(Store.UncopiedCalls, Time);
        Failures = new RecentFailures(Time);
        if (Store is TieredEntryStore tiers)
            tiers.Changed += Hear;
    }

    public KeySpace Keys { get; }

    public TimeProvider Time { get; }

    public EntryStore Store { get; }

    // What is in this process and so answers at once: the store itself, or the nearer one of its levels.
    public LocalEntryStore? Local { get; }

    public Flights Flights { get; } = new();

    public Leases Leases { get; }

    public RecentFailures Failures { get; }

    public async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        long ended = Flights.Ended;
        EntryRead<T> read = await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        return read.State == EntryState.Fresh
            ? read.Value!
            : await AnswerAsync(key, read, ended, state, factory, settings, cancellationToken).ConfigureAwait(false);
    }

    // For a key that was not simply found in the local store, after so many flights had ended.
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        ReadOnlySpan<char> key, bool isMissing, long ended, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken) =>
        IsMiss(key, isMissing)
            ? AnswerAsync(key.ToString(), default(EntryRead<T>), ended, state, factory, settings, cancellationToken)
            : GetOrCreateAsync(key.ToString(), state, factory, settings, cancellationToken);

    // Whether what is missing in the local store is nowhere else.
    public bool IsMiss(ReadOnlySpan<char> key, bool isMissing)
    {
        bool isMiss = isMissing && Store == Local;
        if (isMiss)
            Store.NoteMiss(key);
        return isMiss;
    }

    // For a key that was read after so many flights had ended, and is not simply fresh.
    public ValueTask<T> AnswerAsync<TState, T>(
        string key, EntryRead<T> read, long ended, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        RecentFailure? failure = Failures.Of(key);
        if (!CanServe(read, settings))
        {
            failure?.Exception?.Throw();
            return ComputeOnceAsync(key, read, ended, state, factory, settings, cancellationToken);
        }

        bool isServedAtOnce = read.State != EntryState.Stale || settings.Policy.Stale.SoftTimeout <= TimeSpan.Zero;
        if (failure is null && !isServedAtOnce)
            return ComputeOnceAsync(key, read, ended, state, factory, settings, cancellationToken);

        if (failure is null && Flights.Lead<Computed<T>>(key, settings.Tags) is { } flight)
            _ = Task.Run(new Computation<TState, T>(this, flight, key, state, factory, settings, read) { ReadsAgain = Flights.Ended != ended }.RunAsync, CancellationToken.None);
        return new(read.Value!);
    }

    // Computed anew, whatever the store has. Who asks for the key meanwhile finds what was there, or waits for this.
    public async ValueTask<T> RefreshAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        await Flights.DetachAsync(key, cancellationToken).ConfigureAwait(false);
        EntryRead<T> old = settings.Policy.HasLifetime ? await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false) : default;
        return await ComputeOnceAsync(key, old, Flights.Ended, state, factory, settings, cancellationToken, isForced: true).ConfigureAwait(false);
    }

    public async ValueTask SetAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        await Flights.DetachAsync(key, cancellationToken).ConfigureAwait(false);
        TagMark[]? marks = settings.Keeps ? await Store.MarkAsync(settings, cancellationToken).ConfigureAwait(false) : null;
        if (marks is not null && EntryPlan.For(settings, value is null, marks, draft: null, Time.GetUtcNow()) is { } plan)
        {
            Written written = await Store.WriteAsync(key, value, settings, plan, cancellationToken).ConfigureAwait(false);
            await DropUnlessStoredAsync(key, written).ConfigureAwait(false);
        }
        else
        {
            await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }

        // What was begun while the value was on its way doesn't replace it.
        Flights.Detach(key);
        Failures.Forget(key);
    }

    // Where a new value could not be stored, the old one must not be found any more.
    public async ValueTask DropUnlessStoredAsync(string key, Written written)
    {
        if (written is { IsStored: false, Payload: null })
            await Store.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        else if (!written.IsStored)
            Store.Outdate(key);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await Flights.DetachAsync(key, cancellationToken).ConfigureAwait(false);
        Failures.Forget(key);
        return await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        await Flights.DetachAllAsync(prefix, cancellationToken).ConfigureAwait(false);
        Failures.ForgetAll(prefix);
        return await Store.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
    }

    // The flights go last: each that began before the tag was evicted is among them. Which failures belong to the tag is not known.
    public async ValueTask<bool> EvictAsync(string tag, bool soft, CancellationToken cancellationToken)
    {
        bool isDone = await Store.EvictAsync(tag, soft, cancellationToken).ConfigureAwait(false);
        await Flights.DetachTaggedAsync(tag, cancellationToken).ConfigureAwait(false);
        Failures.ForgetAll("");
        return isDone;
    }

    // How a value that a flight has computed is stored; null: not at all.
    public async ValueTask<EntryPlan?> PlanAsync(EntrySettings settings, bool isNull, TagMark[] marks, Flight flight, DateTimeOffset start)
    {
        EntryDraft? draft = flight.DraftIfAny;
        if (draft is { Tags.Count: > 0, IsStored: true })
        {
            string[] added = [.. draft.Tags.Distinct().Select(Keys.OfTag).Except(settings.Tags ?? [])];
            if (await Store.MarkAfterwardsAsync(added, settings, start).ConfigureAwait(false) is not { } more)
                return null;
            marks = [.. marks, .. more];
        }

        return EntryPlan.For(settings, isNull, marks, draft, Time.GetUtcNow());
    }

    // What another process has changed while it is being computed here may be computed from what was before.
    private void Hear(Change change)
    {
        if (change.Kind == ChangeKind.Key)
        {
            Flights.DetachWhere(change.Text, static (key, flight, changed) => key == changed || (flight.Tags?.Contains(changed) ?? false));
            Failures.Forget(change.Text);
        }
        else
        {
            Flights.DetachWhere(change.Text, static (key, _, prefix) => key.StartsWith(prefix, StringComparison.Ordinal));
            Failures.ForgetAll(change.Text);
        }
    }

    // For a key that was read after so many flights had ended.
    private async ValueTask<T> ComputeOnceAsync<TState, T>(
        string key, EntryRead<T> old, long ended, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken, bool isForced = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FlightOf<Computed<T>>? flight = Flights.Join<Computed<T>>(key, cancellationToken.CanBeCanceled, out bool leads, settings.Tags);
        if (flight is null)
            return await factory(state, cancellationToken).ConfigureAwait(false);

        bool canServe = CanServe(old, settings);
        TimeSpan? patience = canServe ? settings.Policy.Stale.SoftTimeout : settings.Policy.Stale.HardTimeout;
        if (leads)
        {
            // Between the read and the flight another one may have landed, with the entry.
            Start(new Computation<TState, T>(this, flight, key, state, factory, settings, old) { ReadsAgain = !isForced && Flights.Ended != ended, IsForced = isForced }, flight, patience, cancellationToken);
        }

        try
        {
            Computed<T> computed = await flight.WaitAsync(patience, Time, cancellationToken).ConfigureAwait(false);
            if (leads || computed.IsForAll)
                return computed.Value;

            // A payload that can't be decoded is a miss, as it is in the store.
            if (Store.TryDecode(computed.Payload, computed.Coder, out T? own))
                return own!;
        }
        catch (Exception exception) when (canServe && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            return old.Value!;
        }

        return await factory(state, cancellationToken).ConfigureAwait(false);
    }

    // On the caller's thread, as far as it goes without a wait; not where the caller may leave before that.
    private static void Start<TState, T>(Computation<TState, T> computation, FlightOf<Computed<T>> flight, TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (patience is not null)
        {
            _ = Task.Run(computation.RunAsync, CancellationToken.None);
            return;
        }

        using (flight.LeaveOn(cancellationToken))
            _ = computation.RunAsync();
        if (flight.HasLeaderLeft && !flight.Ended.IsCompleted)
            throw new OperationCanceledException(cancellationToken);
    }

    // A stale entry is one that this caller's settings would have kept for it.
    private static bool CanServe<T>(EntryRead<T> read, EntrySettings settings) =>
        read.State == EntryState.Due || (read.IsStale && settings.Policy.Stale.Grace > TimeSpan.Zero);
}
