using System.Diagnostics;

namespace CacheKit;

// Computes the value of a key with its factory.
internal sealed class ValueComputation<TState, T>(
    CacheEngine engine, ResultFlight<ComputedValue<T>> flight, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, in EntryRead<T> old)
    : Computation<T, ComputedValue<T>>(engine, flight, in old)
{
    // The token of the caller whose objects the factory may use. Null if it uses none, so that the caller may leave.
    public CancellationToken? LeaderToken { get; init; }

    // Whether the computation runs on its own thread and may outlive its caller.
    public bool IsInBackground { get; private set; }

    // Runs on the caller's thread until the first wait. Always completes the flight.
    public void Start() => _ = RunAsync();

    // A synchronous caller that waits for the value must not depend on a free thread of the pool. The service scope of a detached computation is
    // disposed after it.
    public void StartInBackground(bool isAwaited, IAsyncDisposable? scope)
    {
        IsInBackground = true;
        ActivityLink[]? links = CacheActivities.LinksToCurrent();
        _ = isAwaited && SynchronousCaller.IsCurrent
            ? Task.Factory.StartNew(
                () => RunOnOwnThread(links, scope), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : Task.Run(() => RunInBackgroundAsync(links, scope));
    }

    protected override ValueTask<EntryRead<T>> ReadAsync(CancellationToken cancellationToken) =>
        Engine.Store.ReadAsync<T>(Key, Settings, cancellationToken);

    protected override async ValueTask ProduceAsync()
    {
        if (HasOld)
            Flight.SetPrevious(Old.Value!, Old.Metadata?.Validator);

        ComputationMeasure? measure = ComputationMeasure.Begin(Settings.Figures, Engine.Time, Key);
        T value;
        try
        {
            value = await factory(state, Flight.Abandoned).ConfigureAwait(false);
        }
        catch (Exception exception) when (measure is not null)
        {
            measure.End(exception);
            throw;
        }

        measure?.End();
        StoredValue stored = await StoreAsync(value, Settings, Key).ConfigureAwait(false);
        CachedValue? held = stored.Written is { } written ? written.Cached : Engine.Store.ToCachedValue(Key, value, Settings);
        Flight.Complete(new ComputedValue<T>(value, Settings.ByReference ? null : held));
    }

    protected override void CompleteWithEntry() =>
        Flight.Complete(new ComputedValue<T>(Old.Value!, Engine.Store.ToCachedValue(Key, Old.Value!, Settings)));

    protected override bool TryFail(Exception exception)
    {
        new FlightFailure<T>(Engine, Key, Settings.Policy, HasOld, IsInBackground, LeaderToken).Fail(Flight, exception);
        return true;
    }

    private void RunOnOwnThread(ActivityLink[]? links, IAsyncDisposable? scope)
    {
        using (SynchronousCaller.Enter())
            _ = RunInBackgroundAsync(links, scope);
    }

    // Keeps the caller's execution context, because tenant or culture may affect the value. The caller's transaction and activity are
    // removed: they may end first. If the caller has left, the new computation is not its child in the wait graph.
    private async Task RunInBackgroundAsync(ActivityLink[]? links, IAsyncDisposable? scope)
    {
        Activity.Current = null;
        using Activity? refresh = CacheActivities.StartRefresh(Settings.Figures, links);
        if (Flight.HasLeaderLeft)
            ResultFlight<ComputedValue<T>>.ClearCurrent();

        try
        {
            using (AmbientTransaction.Suppress())
                await RunAsync().ConfigureAwait(false);
            if (scope is not null)
                await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Engine.Store.Logger.RefreshFailed(exception, typeof(T));
        }
    }
}
