using System.Diagnostics;

namespace CacheKit;

// Computes the value of a key by its factory.
internal sealed class ValueComputation<TState, T>(
    CacheEngine engine, ResultFlight<Computed<T>> flight, string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings, EntryRead<T> old)
    : Computation<T, Computed<T>>(engine, key, settings, flight, old)
{
    // The token of the caller whose objects the factory uses.
    public CancellationToken LeaderToken { get; init; }

    // Whether the factory uses nothing of its caller's, so that the caller may leave.
    public bool IsDetached { get; init; }

    // The service scope of a detached computation, disposed with it.
    public IAsyncDisposable? Scope { get; init; }

    // Whether it runs on a thread of its own, and so may go on after its caller.
    public bool IsInBackground { get; private set; }

    // On the caller's thread, as far as it goes without a wait. Ends in the flight, whatever happens.
    public void Start() => _ = RunAsync();

    public void StartInBackground()
    {
        IsInBackground = true;
        _ = Task.Run(RunInBackgroundAsync);
    }

    protected override ValueTask<EntryRead<T>> ReadAsync(CancellationToken cancellationToken) =>
        Engine.Store.ReadAsync<T>(Key, Settings, cancellationToken);

    protected override async ValueTask ProduceAsync()
    {
        if (Old.State != EntryState.Missing)
            Flight.Replaces(Old.Value!, Old.Metadata?.Validator);

        T value = await factory(state, Flight.Abandoned).ConfigureAwait(false);
        StoredValue stored = await StoreAsync(value, Settings, Key).ConfigureAwait(false);
        CachedValue? held = stored.Written is { } written ? written.Held : Engine.Store.HeldOf(value, Settings);
        Flight.Complete(new Computed<T>(value, Settings.ByReference ? null : held, Settings.Coder));
    }

    protected override void EndWithArrived() =>
        Flight.Complete(new Computed<T>(Old.Value!, Engine.Store.HeldOf(Old.Value!, Settings), Settings.Coder));

    protected override bool TryEndBy(Exception exception)
    {
        Loss loss = LossBy(exception);
        if (!Flight.Abandoned.IsCancellationRequested)
            Note(exception, loss);
        Flight.Fail(exception, loss);
        return true;
    }

    // On the context of its caller, whose tenant or culture the value may depend on. But the caller's transaction and its activity may end before
    // the computation does, and a caller that does not wait is not waited for either.
    private async Task RunInBackgroundAsync()
    {
        Activity.Current = null;
        if (Flight.HasLeaderLeft)
            ResultFlight<Computed<T>>.Exit();

        try
        {
            using (AmbientTransaction.Suppress())
                await RunAsync().ConfigureAwait(false);
            if (Scope is not null)
                await Scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Engine.Store.Logger.RefreshFailed(exception, typeof(T));
        }
    }

    // A failure that came from the leader's departure is no failure of the source. Attempts in the background are spaced all the same.
    private void Note(Exception exception, Loss loss)
    {
        if (loss == Loss.None)
            Engine.Failures.Note(Key, exception, Settings.Policy, hasOld: Old.State != EntryState.Missing);
        else if (IsInBackground)
            Engine.Failures.Note(Key, exception: null, Settings.Policy, hasOld: Old.State != EntryState.Missing);
        if (IsInBackground && Flight.HasLeaderLeft)
            Engine.Store.Logger.RefreshFailed(exception, typeof(T));
    }

    private Loss LossBy(Exception exception)
    {
        if (IsDetached)
            return Loss.None;
        if (Flight.HasLeaderLeft || LeaderToken.IsCancellationRequested || exception is ObjectDisposedException)
            return Loss.Certain;

        bool isCancelled = exception is OperationCanceledException { CancellationToken.IsCancellationRequested: true, InnerException: not TimeoutException };
        return isCancelled || exception.GetBaseException() is ObjectDisposedException ? Loss.Suspected : Loss.None;
    }
}
