using Microsoft.Extensions.Logging;

namespace CacheKit;

// Entries on two levels. Reads that the local level can't answer, and all writes, go to the remote one, which the local one follows as
// payloads. Here those become the values that were decoded of them, handed out as in a store in this process: never the value that was written, so that
// every process finds the same.
internal sealed class TieredEntryStore : RemoteEntryStore
{
    private readonly TieredBackend _tiers;
    private readonly ComputedWrites? _computed;

    // The backend is the two levels, or what is wrapped around them.
    public TieredEntryStore(ICacheBackend backend, TieredBackend tiers, IValueBackend copies, StoreCallSettings callSettings)
        : base(new StoreCalls(backend, callSettings, tiers.Remote.GetType().Name), callSettings)
    {
        _tiers = tiers;
        Local = new LocalEntryStore(copies, callSettings, above: this);
        UncopiedCalls = new StoreCalls(tiers.Remote, callSettings, Calls.Health);
        _computed = Calls.CanWriteConditionally ? new ComputedWrites(Calls, callSettings.Clock, tiers.DeliveryBound) : null;
        tiers.Listener.Changed += OnChanged;
    }

    // What another process has changed.
    public event Action<Change>? Changed;

    // The local level. Nothing is written to it but by way of the remote one.
    public LocalEntryStore Local { get; }

    // A lease is told to nobody: who waits for it looks itself.
    public override StoreCalls UncopiedCalls { get; }

    public override ILogger Logger
    {
        get => base.Logger;
        set => base.Logger = Local.Logger = value;
    }

    public override void End()
    {
        _tiers.Listener.Changed -= OnChanged;
        UncopiedCalls.Dispose();
        base.End();
    }

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryReadLocal(key, settings, out EntryRead<T> read) ? new(read) : base.ReadAsync<T>(key, settings, cancellationToken);
    }

    public override ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings) =>
        TryReadLocal(key, settings, out EntryRead<T> read) ? new(read) : base.ReadSharedAsync<T>(key, settings);

    public override ComputedWrite? BeginComputed(string key) => _computed?.Begin(key);

    // What the remote level could not be given is held here for the bound: while it is down, not every call computes anew.
    public override async ValueTask<WriteResult> WriteAsync<T>(string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken)
    {
        WriteResult written = await base.WriteAsync(key, value, settings, plan, cancellationToken).ConfigureAwait(false);
        if (written is { IsStored: true, Stored: { } stored } && plan.Write is { } computed)
            await _computed!.EndAsync(computed, stored).ConfigureAwait(false);
        if (written.IsStored)
            return written;

        if (written is { Held: CodedValue held, IsKeptOut: false })
            _tiers.Copies.HoldUnstored(key, LocalValue.Of(held, plan.Metadata), plan.Life);
        else
            _tiers.Copies.Forget(key);
        return written;
    }

    public override void Invalidate(string key)
    {
        base.Invalidate(key);
        _tiers.Copies.Forget(key);
    }

    public override void Hide(TransactionChange change)
    {
        base.Hide(change);
        if (change.Kind == TransactionChangeKind.Prefix)
            _tiers.Copies.ForgetAll(change.Text);
        else
            _tiers.Copies.Forget(change.Text);
    }

    // Forgotten before the store is asked, which may be left alone at the time; and afterwards, as what was read meanwhile may be of before.
    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        _tiers.Copies.Forget(key);
        bool removed = await base.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        _tiers.Copies.Forget(key);
        return removed;
    }

    public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        _tiers.Copies.ForgetAll(prefix);
        long cleared = await base.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        _tiers.Copies.ForgetAll(prefix);
        return cleared;
    }

    public override async ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        _tiers.Copies.Forget(tag);
        bool isDone = await base.EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        _tiers.Copies.Forget(tag);
        return isDone;
    }

    protected override void CopyDecoded<T>(string key, ReadOnlyMemory<byte> stored, T value, EntryMetadata metadata, EntrySettings settings)
    {
        if (UncodedOf(value, settings.Coder, settings.ByReference) is { } held)
            _tiers.Copies.Exchange(key, stored, LocalValue.Of(held, metadata));
    }

    // Of an entry with a lifetime the engine may need more than a copy tells.
    private bool TryReadLocal<T>(string key, EntrySettings settings, out EntryRead<T> read)
    {
        read = default;
        if (settings.Policy.HasLifetime || !Local.TryRead(key, settings.Coder, out T? value, out LocalLookup look, out TimeSpan? timeToLive, out EntryMetadata? metadata))
            return false;

        read = new EntryRead<T>(EntryState.Fresh, value, timeToLive, metadata, Arrivals: look.Arrivals);
        return true;
    }

    private void OnChanged(Change change)
    {
        ForgetReads();

        // The flights first: one that has begun to write by then is among the writes.
        Changed?.Invoke(change);
        _computed?.OnChanged(change);
    }
}
