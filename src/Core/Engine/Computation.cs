using System.Runtime.CompilerServices;

namespace CacheKit;

// Computes and stores the entry of a flight: reads again if another computation may have stored it, acquires the lease, reads the
// generations of the tags, produces the value and stores it. Derived classes produce a function's value or an HTTP response.
internal abstract class Computation<T, TResult>(CacheEngine engine, ResultFlight<TResult> flight, in EntryRead<T> old)
{
    // Null for a plain miss: a read is large, and most computations follow a miss.
    private StrongBox<EntryRead<T>>? _old = Box(old);

    // In UTC ticks, because the object of a computation is among the costs of each miss.
    private long _start;

    // Null if the value will not be stored.
    private TagMark[]? _marks;

    // Whether another computation may have stored the entry since it was read.
    public bool ReadsAgain { get; init; }

    // Whether the value is computed even if the entry exists.
    public bool IsForced { get; init; }

    protected CacheEngine Engine => engine;

    protected string Key => flight.Key;

    protected EntrySettings Settings => flight.Settings;

    public ResultFlight<TResult> Flight => flight;

    // The entry that the new one replaces.
    protected EntryRead<T> Old => _old is null ? default : _old.Value;

    protected bool HasOld => _old is { Value.State: not EntryState.Missing };

    private bool HasTimedOut => _old is { Value.TimedOut: true };

    // Whether the second read found a usable entry, so that no value was computed.
    protected bool FoundEntry { get; private set; }

    // A single method, because each further asynchronous method allocates an object on every miss.
    protected async Task RunAsync()
    {
        Lease? lease = null;
        try
        {
            flight.SetCurrent();
            if (ReadsAgain && !HasTimedOut)
                await ReadAgainAsync(flight.Abandoned).ConfigureAwait(false);

            bool timedOut = HasTimedOut;
            if (!FoundEntry && !timedOut && !IsForced && Settings.Policy.Lease is { } life)
            {
                StoreResult<Lease> taken = await TakeLeaseAsync(life).ConfigureAwait(false);
                (lease, timedOut) = (taken.Value, taken.TimedOut || HasTimedOut);
            }

            if (FoundEntry)
            {
                CompleteWithEntry();
                return;
            }

            // After a timeout the store is not called again for the same caller, so the value is not stored.
            _start = engine.Time.GetUtcNow().UtcTicks;
            _marks = timedOut ? null : (await engine.Store.MarkAsync(Settings, flight.Abandoned).ConfigureAwait(false)).Value;
            await ProduceAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!TryFail(exception))
                throw;
        }
        finally
        {
            if (lease is not null)
                await ReleaseAsync(lease).ConfigureAwait(false);
        }
    }

    protected abstract ValueTask<EntryRead<T>> ReadAsync(CancellationToken cancellationToken);

    protected virtual bool IsUsable(EntryRead<T> arrived) => arrived.State == EntryState.Fresh;

    // Produces the value, stores it with StoreAsync, and completes the flight.
    protected abstract ValueTask ProduceAsync();

    protected abstract void CompleteWithEntry();

    // False if the exception must reach the caller.
    protected abstract bool TryFail(Exception exception);

    // An abandoned computation stops waiting for the lease.
    protected virtual ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life) => TakeLeaseAsync(life, flight.Abandoned);

    protected ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life, CancellationToken cancellationToken) => engine.Leases.TakeAsync(
        engine.Keys.OfLease(Key), life, async token => await ReadAgainAsync(token).ConfigureAwait(false) || HasTimedOut, cancellationToken);

    // Stores the value, unless its settings or a concurrent change prevent it. The key differs from the flight's key if a response has
    // named a new header in Vary.
    protected async ValueTask<StoredValue> StoreAsync(T value, EntrySettings valueSettings, string valueKey)
    {
        EntryPlan? plan = _marks is null ? null
            : flight.DraftIfAny is { } draft && draft.LateTags(Settings, engine.Keys) is { Count: > 0 } late
                ? await PlanWithTagsAsync(late, draft, value, valueSettings, _marks).ConfigureAwait(false)
                : PlanOf(value, valueSettings, _marks);
        ComputedWrite? tracked = engine.Store.BeginComputedWrite(valueKey);
        WriteResult? written = null;
        if ((IsForced || (plan is not null && engine.Store.MayOverwrite(valueKey, typeof(T)))) && flight.TryBeginWrite())
        {
            if (IsForced)
                await engine.Flights.DetachEarlierAsync(Key, flight).ConfigureAwait(false);

            Fence? fence = IsForced || valueKey != Key ? null : Old.ToFence();
            WriteResult result = plan is { } stored
                ? await engine.Store.WriteAsync(
                    valueKey, value, valueSettings, stored with { Fence = fence, Write = tracked }, CancellationToken.None).ConfigureAwait(false)
                : new WriteResult(IsStored: false, engine.Store.ToCachedValue(valueKey, value, valueSettings), IsUnstorable: _marks is not null);

            // If the new value cannot be stored, the old one is removed.
            if (IsForced || (result.IsUnstorable && HasOld))
                await engine.DropUnlessStoredAsync(Key, result).ConfigureAwait(false);
            written = result;
        }
        else if (IsForced && !await flight.DetachingChangeSucceededAsync().ConfigureAwait(false))
        {
            await engine.Store.RemoveAsync(Key, CancellationToken.None).ConfigureAwait(false);
        }
        else if (HasOld && EntryPlan.IsAbsence(valueSettings, value is null, flight.DraftIfAny) && flight.TryBeginWrite())
        {
            await engine.Store.RemoveAsync(Key, CancellationToken.None).ConfigureAwait(false);
        }

        engine.Failures.Forget(Key);
        return new StoredValue(plan, written);
    }

    // The callers have the value already: a synchronous one does not wait.
    private static ValueTask ReleaseAsync(Lease lease)
    {
        using (SynchronousCaller.Suspend())
            return lease.DisposeAsync();
    }

    private async ValueTask<bool> ReadAgainAsync(CancellationToken cancellationToken)
    {
        EntryRead<T> read = await ReadAsync(cancellationToken).ConfigureAwait(false);
        _old = Box(read);
        return FoundEntry = IsUsable(read);
    }

    private static StrongBox<EntryRead<T>>? Box(in EntryRead<T> read) =>
        read is { State: EntryState.Missing, Failure: CallFailure.None, Stored: null } ? null : new StrongBox<EntryRead<T>>(read);

    // Null if the value must not be stored.
    private EntryPlan? PlanOf(T value, EntrySettings valueSettings, TagMark[] marks) =>
        EntryPlan.For(valueSettings, value is null, marks, flight.DraftIfAny, engine.Time);

    private async ValueTask<EntryPlan?> PlanWithTagsAsync(
        IReadOnlyCollection<string> late, EntryDraft draft, T value, EntrySettings valueSettings, TagMark[] marks)
    {
        string[] unmarked = [.. late.Except(marks.Select(mark => mark.Key))];
        EntrySettings kept = valueSettings with { Expiration = draft.ExpirationOr(valueSettings.Expiration) };
        var start = new DateTimeOffset(_start, TimeSpan.Zero);
        return (await engine.Store.MarkAfterwardsAsync(unmarked, kept, start).ConfigureAwait(false)).Value is { } more
            ? PlanOf(value, valueSettings, [.. marks, .. more])
            : null;
    }
}
