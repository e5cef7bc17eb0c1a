using System.Runtime.CompilerServices;

namespace CacheKit;

// Performs the operations of a cache under full keys: reads the store, and computes each missing value once for all concurrent callers.
internal sealed class CacheEngine
{
    // After as many evictions of its tags in the meantime, an entry is written only when its generations are read.
    private const int MaxClaims = 2;

    public CacheEngine(ICacheBackend backend, KeySpace keys, StoreCallSettings callSettings)
    {
        Keys = keys;
        Time = callSettings.Clock;
        Store = EntryStore.Create(backend, callSettings);
        Flights = new Flights(Store, Time);
        Local = (Store as TieredEntryStore)?.Local ?? Store as LocalEntryStore;
        Leases = new Leases(Store.SharedStoreCalls, Time);
        Changes = new ChangeCounts(callSettings.CacheName);
        Failures = new RecentFailures(Time, exception => Store.Logger.ExceptionExpirationFailed(exception));
        Transactions = new OpenTransactions(this);
        if (Store is TieredEntryStore tiered)
            tiered.Changed += OnChanged;
    }

    public KeySpace Keys { get; }

    public TimeProvider Time { get; }

    public EntryStore Store { get; }

    // The store whose reads complete synchronously: the in-memory store itself, or L1.
    public LocalEntryStore? Local { get; }

    public Flights Flights { get; }

    public Leases Leases { get; }

    public RecentFailures Failures { get; }

    public OpenTransactions Transactions { get; }

    public ChangeCounts Changes { get; }

    public RecentCalls RecentCalls { get; } = new();

    // Not pooled, unlike what it calls: applications may await the task of a call more than once.
    public async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken) =>
        await ReadOrComputeAsync(key, state, factory, settings, cancellationToken).ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<T> ReadOrComputeAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        EntryRead<T> read = await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        if (read.State != EntryState.Fresh)
            return await AnswerAsync(key, read, state, factory, settings, cancellationToken).ConfigureAwait(false);

        settings.Figures.Add(read.Result);
        return read.Value!;
    }

    // For a key that the local store did not answer with a fresh value.
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        ReadOnlySpan<char> key, LocalLookup look, TState state, Func<TState, CancellationToken, ValueTask<T>> factory,
        EntrySettings settings, CancellationToken cancellationToken) =>
        look.IsMiss
            ? AnswerAsync(key.ToString(), EntryRead<T>.Missing(look), state, factory, settings, cancellationToken)
            : GetOrCreateAsync(key.ToString(), state, factory, settings, cancellationToken);

    // For an entry that was read and is not fresh.
    public ValueTask<T> AnswerAsync<TState, T>(
        string key, in EntryRead<T> read, TState state, Func<TState, CancellationToken, ValueTask<T>> factory,
        EntrySettings settings, CancellationToken cancellationToken) =>
        new KeyRequest<TState, T>(this, key, read, state, factory, settings, cancellationToken).AnswerAsync();

    // Computes a value although the store has one. Concurrent callers receive the old value or wait for the new one.
    public ValueTask<T> RefreshAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory,
        EntrySettings settings, CancellationToken cancellationToken) =>
        TrackAsync(new(TransactionChangeKind.Put, key), RefreshNowAsync(key, state, factory, settings, cancellationToken));

    public async ValueTask SetAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken) =>
        await TrySetAsync(key, value, settings, cancellationToken).ConfigureAwait(false);

    // False if the value was not stored.
    public ValueTask<bool> TrySetAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken) =>
        TrackAsync(new(TransactionChangeKind.Put, key), SetNowAsync(key, value, settings, cancellationToken));

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        Changes.AddRemovals(1);
        return TrackAsync(new(TransactionChangeKind.Key, key), RemoveNowAsync(key, cancellationToken));
    }

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        Changes.AddClear();
        return TrackAsync(new(TransactionChangeKind.Prefix, prefix), ClearNowAsync(prefix, cancellationToken));
    }

    public ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        Changes.AddEvictions(1, mode == EvictionMode.Soft);
        TransactionChangeKind kind = mode == EvictionMode.Soft ? TransactionChangeKind.SoftTag : TransactionChangeKind.Tag;
        return TrackAsync(new(kind, tag), EvictNowAsync(tag, mode, cancellationToken));
    }

    // Makes an entry unavailable in this process before it is evicted from the store.
    public void InvalidateLocally(TransactionChange change)
    {
        Store.InvalidateLocally(change);
        OnChanged(new Change(change.Kind == TransactionChangeKind.Prefix ? ChangeKind.Prefix : ChangeKind.Key, change.Text));
    }

    public async ValueTask RepeatAsync(TransactionChange change)
    {
        switch (change.Kind)
        {
            case TransactionChangeKind.Prefix:
                await ClearNowAsync(change.Text, CancellationToken.None).ConfigureAwait(false);
                break;
            case TransactionChangeKind.Tag or TransactionChangeKind.SoftTag:
                EvictionMode mode = change.Kind == TransactionChangeKind.SoftTag ? EvictionMode.Soft : EvictionMode.Immediate;
                await EvictNowAsync(change.Text, mode, CancellationToken.None).ConfigureAwait(false);
                break;
            default:
                await RemoveNowAsync(change.Text, CancellationToken.None).ConfigureAwait(false);
                break;
        }
    }

    // Records a started operation with the caller's ambient transaction, if there is one.
    private ValueTask<T> TrackAsync<T>(TransactionChange change, ValueTask<T> changing) =>
        Transactions.Current() is { } transaction ? Transactions.TrackAsync(transaction, change, changing) : changing;

    private async ValueTask<T> RefreshNowAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        settings.Figures.AddBypass(BypassReason.Refresh);
        bool needsOld = settings.Policy.HasLifetime && settings.Levels is not { Reads: false };
        EntryRead<T> old = needsOld ? await Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false) : default;
        var request = new KeyRequest<TState, T>(this, key, old, state, factory, settings, cancellationToken) { IsForced = true };
        ResultFlight<ComputedValue<T>> flight = await Flights.TakeOverAsync<ComputedValue<T>>(key, settings, cancellationToken).ConfigureAwait(false);
        return await request.RefreshAsync(flight).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SetNowAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        await Flights.DetachAsync(key, change, cancellationToken).ConfigureAwait(false);
        bool isStored = await StoreAsync(key, value, settings, cancellationToken).ConfigureAwait(false);

        // A flight that started while the value was being written must not replace it.
        Flights.DetachAfterSet(key);
        Failures.Forget(key);
        change.Complete();
        return isStored;
    }

    // The marks for the next attempt to write an entry.
    public ValueTask<TagClaim> ClaimAsync(EntrySettings settings, int attempt, CancellationToken cancellationToken) =>
        attempt < MaxClaims ? Store.ClaimAsync(settings, cancellationToken) : Store.MarkAndClaimAsync(settings, cancellationToken);

    // False if the value was not stored. Then the old one is not found either, unless the settings keep it. An entry whose tags were evicted in the
    // meantime is written again.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> StoreAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            TagClaim claim = await ClaimAsync(settings, attempt, cancellationToken).ConfigureAwait(false);
            if (claim.Marks.Value is not { } marks || EntryPlan.For(settings, value is null, marks, draft: null, Time) is not { } plan)
            {
                if (!settings.KeepsOldValue)
                    await DropAsync(key, claim.Marks.TimedOut, cancellationToken).ConfigureAwait(false);
                return false;
            }

            WriteResult written = await Store.SetAsync(key, value, settings, plan, cancellationToken).ConfigureAwait(false);
            StoreResult<bool> current = await claim.AreCurrentAsync().ConfigureAwait(false);
            if (current.Failed)
                await DropAsync(key, current.TimedOut, cancellationToken).ConfigureAwait(false);
            else if (!written.IsStored && !settings.KeepsOldValue)
                await DropUnlessStoredAsync(key, written).ConfigureAwait(false);
            if (!written.IsStored || current.Failed || current.Value)
                return written.IsStored && !current.Failed;
        }
    }

    // After a timeout the store is not called again for the same caller.
    private async ValueTask DropAsync(string key, bool timedOut, CancellationToken cancellationToken)
    {
        if (timedOut)
            Store.Invalidate(key);
        else
            await Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    // If a new value could not be stored, the old one must not be found. A store that refused the write is reachable, so it can remove the
    // key now.
    public async ValueTask DropUnlessStoredAsync(string key, WriteResult written)
    {
        if (written.IsUnstorable || written.IsRefusedByStore)
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
        Flights.DetachAfterRemoval(key);
        change.Complete();
        return removed;
    }

    private async ValueTask<long> ClearNowAsync(string prefix, CancellationToken cancellationToken)
    {
        using var change = new OwnChange();
        await Flights.DetachAllAsync(prefix, change, cancellationToken).ConfigureAwait(false);
        Failures.ForgetAll(prefix);
        long cleared = await Store.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        Flights.DetachAfterClear(prefix);
        change.Complete();
        return cleared;
    }

    // Flights are detached last, so that every flight that began before the eviction is among them. Failures do not record their tags, so
    // all are cleared.
    private async ValueTask<bool> EvictNowAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        bool isDone = await Store.EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        await Flights.DetachTaggedAsync(tag, cancellationToken).ConfigureAwait(false);
        Failures.ForgetAll();
        return isDone;
    }

    // A running computation may have read data from before another process changed it, so its value must not be stored. The replacement of
    // an entry by a computed value changes no data; a replaced tag record is an eviction.
    private void OnChanged(Change change)
    {
        if (change.Kind is ChangeKind.Key or ChangeKind.Set or ChangeKind.Replacement)
        {
            bool isChanged = change.Kind != ChangeKind.Replacement;
            Flights.DetachWhere(
                (change.Text, isChanged),
                static (key, flight, received) => (received.isChanged && key == received.Text) || (flight.Tags?.Contains(received.Text) ?? false));
            Failures.Forget(change.Text);
        }
        else if (change.Kind == ChangeKind.Everything)
        {
            Flights.DetachAllOnMissedChanges();
            Failures.ForgetAll();
        }
        else
        {
            Flights.DetachAfterClear(change.Text);
            Failures.ForgetAll(change.Text);
        }
    }
}
