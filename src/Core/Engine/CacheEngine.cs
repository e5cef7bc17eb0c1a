namespace CacheKit;

// Every call of a cache, under whole keys: reads the store, and computes what is missing once for all who ask at the time.
internal sealed class CacheEngine
{
    public CacheEngine(ICacheBackend backend, KeySpace keys, StoreCallSettings callSettings)
    {
        Keys = keys;
        Time = callSettings.Clock;
        Store = EntryStore.On(backend, callSettings);
        Flights = new Flights(Store, Time);
        Local = (Store as TieredEntryStore)?.Local ?? Store as LocalEntryStore;
        Leases = new Leases(Store.UncopiedCalls, Time);
        Failures = new RecentFailures(Time);
        Transactions = new OpenTransactions(this);
        if (Store is TieredEntryStore tiers)
            tiers.Changed += OnChanged;
    }

    public KeySpace Keys { get; }

    public TimeProvider Time { get; }

    public EntryStore Store { get; }

    // What is in this process and so answers at once: the store itself, or the nearer one of its levels.
    public LocalEntryStore? Local { get; }

    public Flights Flights { get; }

    public Leases Leases { get; }

    public RecentFailures Failures { get; }

    public OpenTransactions Transactions { get; }

    public async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        EntryRead<T> read = await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        return read.State == EntryState.Fresh
            ? read.Value!
            : await AnswerAsync(key, read, state, factory, settings, cancellationToken).ConfigureAwait(false);
    }

    // For a key that was not simply found in the local store.
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        ReadOnlySpan<char> key, LocalLookup look, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken) =>
        look.IsMiss
            ? AnswerAsync(key.ToString(), EntryRead<T>.Miss(look), state, factory, settings, cancellationToken)
            : GetOrCreateAsync(key.ToString(), state, factory, settings, cancellationToken);

    // For a key that was read, and is not simply fresh.
    public ValueTask<T> AnswerAsync<TState, T>(
        string key, EntryRead<T> read, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken) =>
        new KeyRequest<TState, T>(this, key, read, state, factory, settings, cancellationToken).AnswerAsync();

    // Throws where the factory has just failed and there is nothing to serve.
    public EntryUse UseOf(string key, bool canServe, bool waits)
    {
        RecentFailure? failure = Failures.Of(key);
        if (canServe)
            return failure is not null ? EntryUse.Serve : waits ? EntryUse.ReplaceOrServe : EntryUse.ServeAndRefresh;

        failure?.Exception?.Throw();
        return EntryUse.Replace;
    }

    // Computes a value although the store has one. Concurrent callers find the old value, or wait for the new one.
    public ValueTask<T> RefreshAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken) =>
        Noted(new(TransactionChangeKind.Put, key), RefreshNowAsync(key, state, factory, settings, cancellationToken));

    public async ValueTask SetAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken) =>
        await Noted(new(TransactionChangeKind.Put, key), SetNowAsync(key, value, settings, cancellationToken)).ConfigureAwait(false);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        Noted(new(TransactionChangeKind.Key, key), RemoveNowAsync(key, cancellationToken));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken) =>
        Noted(new(TransactionChangeKind.Prefix, prefix), ClearNowAsync(prefix, cancellationToken));

    public ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken) =>
        Noted(new(mode == EvictionMode.Soft ? TransactionChangeKind.SoftTag : TransactionChangeKind.Tag, tag), EvictNowAsync(tag, mode, cancellationToken));

    // From here on this process does not find an entry that is about to be evicted again.
    public void Hide(TransactionChange change)
    {
        Store.Hide(change);
        OnChanged(new Change(change.Kind == TransactionChangeKind.Prefix ? ChangeKind.Prefix : ChangeKind.Key, change.Text));
    }

    public async ValueTask EvictAgainAsync(TransactionChange change)
    {
        switch (change.Kind)
        {
            case TransactionChangeKind.Prefix:
                await ClearNowAsync(change.Text, CancellationToken.None).ConfigureAwait(false);
                break;
            case TransactionChangeKind.Tag or TransactionChangeKind.SoftTag:
                await EvictNowAsync(change.Text, change.Kind == TransactionChangeKind.SoftTag ? EvictionMode.Soft : EvictionMode.Immediate, CancellationToken.None).ConfigureAwait(false);
                break;
            default:
                await RemoveNowAsync(change.Text, CancellationToken.None).ConfigureAwait(false);
                break;
        }
    }

    // An operation that was begun, for the caller's transaction if it is in one.
    private ValueTask<T> Noted<T>(TransactionChange change, ValueTask<T> changing) =>
        Transactions.Current() is { } transaction ? Transactions.NoteAsync(transaction, change, changing) : changing;

    private async ValueTask<T> RefreshNowAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EntryRead<T> old = settings.Policy.HasLifetime ? await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false) : default;
        var request = new KeyRequest<TState, T>(this, key, old, state, factory, settings, cancellationToken);
        ResultFlight<Computed<T>> flight = await Flights.TakeOverAsync<Computed<T>>(key, settings, cancellationToken).ConfigureAwait(false);
        return await request.RefreshAsync(flight).ConfigureAwait(false);
    }

    private async ValueTask<bool> SetNowAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        await Flights.DetachAsync(key, change, cancellationToken).ConfigureAwait(false);
        StoreResult<TagMark[]> marks = settings.Keeps ? await Store.MarkAsync(settings, cancellationToken).ConfigureAwait(false) : default;
        bool isStored = false;
        if (marks.Value is { } taken && EntryPlan.For(settings, value is null, taken, draft: null, Time.GetUtcNow()) is { } plan)
        {
            WriteResult written = await Store.WriteAsync(key, value, settings, plan, cancellationToken).ConfigureAwait(false);
            isStored = written.IsStored;
            await DropUnlessStoredAsync(key, written).ConfigureAwait(false);
        }
        else if (marks.IsLate)
        {
            Store.Invalidate(key);
        }
        else
        {
            await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }

        // What was begun while the value was on its way doesn't replace it.
        Flights.DetachAfterSet(key);
        Failures.Forget(key);
        change.Complete();
        return isStored;
    }

    // Where a new value could not be stored, the old one must not be found any more. A store that refused it answers, and can remove it now.
    public async ValueTask DropUnlessStoredAsync(string key, WriteResult written)
    {
        if (written.IsRefused || written.IsRefusedByStore)
            await Store.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        else if (!written.IsStored)
            Store.Invalidate(key);
    }

    private async ValueTask<bool> RemoveNowAsync(string key, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        await Flights.DetachAsync(key, change, cancellationToken).ConfigureAwait(false);
        Failures.Forget(key);
        bool removed = await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        change.Complete();
        return removed;
    }

    private async ValueTask<long> ClearNowAsync(string prefix, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        await Flights.DetachAllAsync(prefix, change, cancellationToken).ConfigureAwait(false);
        Failures.ForgetAll(prefix);
        long cleared = await Store.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        change.Complete();
        return cleared;
    }

    // The flights go last: each that began before the tag was evicted is among them. Which failures belong to the tag is not known.
    private async ValueTask<bool> EvictNowAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        bool isDone = await Store.EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        await Flights.DetachTaggedAsync(tag, cancellationToken).ConfigureAwait(false);
        Failures.ForgetAll("");
        return isDone;
    }

    // A computation under way here may use data from before the change of another process, so it must not be stored. A replacement by a computed
    // value changes no data; a replaced tag record is an eviction.
    private void OnChanged(Change change)
    {
        if (change.Kind is ChangeKind.Key or ChangeKind.Set or ChangeKind.Replacement)
        {
            bool isChanged = change.Kind != ChangeKind.Replacement;
            Flights.DetachWhere(
                (change.Text, isChanged), static (key, flight, heard) => (heard.isChanged && key == heard.Text) || (flight.Tags?.Contains(heard.Text) ?? false));
            Failures.Forget(change.Text);
        }
        else if (change.Kind == ChangeKind.Everything)
        {
            Flights.DetachAllUncertain();
            Failures.ForgetAll("");
        }
        else
        {
            Flights.DetachWhere(change.Text, static (key, _, prefix) => key.StartsWith(prefix, StringComparison.Ordinal));
            Failures.ForgetAll(change.Text);
        }
    }
}
