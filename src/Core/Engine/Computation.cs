namespace CacheKit;

// Makes a new entry for all callers that wait for its flight: reads once more where the entry may have arrived, takes the lease and the marks of
// the tags, has the value produced, and stores it. A derived class says how a value is produced and handed out: that of a function, or a response.
internal abstract class Computation<T, TResult>(CacheEngine engine, string key, EntrySettings settings, ResultFlight<TResult> flight, EntryRead<T> old)
{
    private DateTimeOffset _start;

    // Null: nothing is to be stored.
    private TagMark[]? _marks;

    // Whether the entry may have arrived since it was read.
    public bool ReadsAgain { get; init; }

    // Whether the value is produced even if there is an entry.
    public bool IsForced { get; init; }

    protected CacheEngine Engine => engine;

    protected string Key => key;

    protected EntrySettings Settings => settings;

    public ResultFlight<TResult> Flight => flight;

    // What the new entry is to replace.
    protected EntryRead<T> Old { get; private set; } = old;

    // Whether an entry that suffices has arrived, so that no value was produced.
    protected bool HasArrived { get; private set; }

    // One method, as each further asynchronous one costs every miss an object.
    protected async Task RunAsync()
    {
        Lease? lease = null;
        try
        {
            flight.Enter();
            if (ReadsAgain && !Old.IsLate)
                await CheckArrivedAsync(flight.Abandoned).ConfigureAwait(false);

            bool isLate = Old.IsLate;
            if (!HasArrived && !isLate && !IsForced && settings.Policy.Lease is { } life)
            {
                StoreResult<Lease> taken = await TakeLeaseAsync(life).ConfigureAwait(false);
                (lease, isLate) = (taken.Value, taken.IsLate || Old.IsLate);
            }

            if (HasArrived)
            {
                EndWithArrived();
                return;
            }

            // A store that has used up the time of its caller is not asked again: the value is not stored.
            _start = engine.Time.GetUtcNow();
            _marks = isLate ? null : (await engine.Store.MarkAsync(settings, flight.Abandoned).ConfigureAwait(false)).Value;
            await ProduceAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!TryEndBy(exception))
                throw;
        }
        finally
        {
            if (lease is not null)
                await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    protected abstract ValueTask<EntryRead<T>> ReadAsync(CancellationToken cancellationToken);

    // Whether an entry that has arrived makes the computation needless.
    protected virtual bool Suffices(EntryRead<T> arrived) => arrived.State == EntryState.Fresh;

    // Produces the value, stores it by StoreAsync, and ends the flight.
    protected abstract ValueTask ProduceAsync();

    protected abstract void EndWithArrived();

    // False where the caller gets the exception itself.
    protected abstract bool TryEndBy(Exception exception);

    // An abandoned computation waits for no lease.
    protected virtual ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life) => TakeLeaseAsync(life, flight.Abandoned);

    protected ValueTask<StoreResult<Lease>> TakeLeaseAsync(TimeSpan life, CancellationToken cancellationToken) => engine.Leases.TakeAsync(
        engine.Keys.OfLease(key), life, async token => await CheckArrivedAsync(token).ConfigureAwait(false) || Old.IsLate, cancellationToken);

    // Stores the value, unless its own settings or a change since the computation began keep it out. The key of a response that has taught what
    // responses vary by is another one than it was read under.
    protected async ValueTask<StoredValue> StoreAsync(T value, EntrySettings valueSettings, string valueKey)
    {
        EntryPlan? plan = _marks is null ? null : await PlanAsync(value, valueSettings, _marks).ConfigureAwait(false);
        ComputedWrite? write = engine.Store.BeginComputed(valueKey);
        WriteResult? written = null;
        if ((IsForced || (plan is not null && engine.Store.MayOverwrite<T>(valueKey))) && flight.TryBeginWrite())
        {
            Fence? fence = IsForced || valueKey != key ? null : Old.ToFence();
            written = await WriteAsync(valueKey, value, valueSettings, plan is { } stored ? stored with { Fence = fence, Write = write } : null).ConfigureAwait(false);
        }
        else if (IsForced && !await flight.HasGivenWayAsync().ConfigureAwait(false))
        {
            await engine.Store.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        }

        engine.Failures.Forget(key);
        return new StoredValue(plan, written);
    }

    private async ValueTask<bool> CheckArrivedAsync(CancellationToken cancellationToken)
    {
        Old = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return HasArrived = Suffices(Old);
    }

    // How the value is stored; null: not at all.
    private async ValueTask<EntryPlan?> PlanAsync(T value, EntrySettings valueSettings, TagMark[] marks)
    {
        EntryDraft? draft = flight.DraftIfAny;
        if (draft is { Tags.Count: > 0, ShouldStore: true })
        {
            string[] added = [.. draft.Tags.Distinct().Select(engine.Keys.OfTag).Except(settings.Tags ?? [])];
            if ((await engine.Store.MarkAfterwardsAsync(added, valueSettings, _start).ConfigureAwait(false)).Value is not { } more)
                return null;
            marks = [.. marks, .. more];
        }

        return EntryPlan.For(valueSettings, value is null, marks, draft, engine.Time.GetUtcNow());
    }

    // A value that can't be stored takes the old one with it.
    private async ValueTask<WriteResult> WriteAsync(string valueKey, T value, EntrySettings valueSettings, EntryPlan? plan)
    {
        if (IsForced)
            await engine.Flights.DetachEarlierAsync(key, flight).ConfigureAwait(false);

        WriteResult written = plan is { } stored
            ? await engine.Store.WriteAsync(valueKey, value, valueSettings, stored, CancellationToken.None).ConfigureAwait(false)
            : new WriteResult(IsStored: false, engine.Store.HeldOf(value, valueSettings), IsRefused: _marks is not null);
        if (IsForced || (written.IsRefused && Old.State != EntryState.Missing))
            await engine.DropUnlessStoredAsync(key, written).ConfigureAwait(false);
        return written;
    }
}
