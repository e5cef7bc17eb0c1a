namespace CacheKit;

// It holds no objects of the caller, but its execution context, because tenant or culture may affect the value.
internal sealed class RecentCall<TState, T>(
    ICallerState<TState> state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings)
    : IRecentCall
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(10);

    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public async ValueTask<bool> RefreshAsync(CacheEngine engine, string key)
    {
        if (state.Detach(warns: true) is not { } detached)
            return false;

        EntryRead<T> old = settings.Policy.HasLifetime
            ? await engine.Store.ReadAsync<T>(key, settings, CancellationToken.None).ConfigureAwait(false)
            : default;
        ResultFlight<ComputedValue<T>> flight =
            await engine.Flights.TakeOverAsync<ComputedValue<T>>(key, settings, CancellationToken.None).ConfigureAwait(false);
        flight.MarkLeaderLeft();
        Start(new ValueComputation<TState, T>(engine, flight, detached.State, factory, old)
        {
            IsForced = true,
        }, detached.Scope);
        return await WaitAsync(flight, engine.Time).ConfigureAwait(false);
    }

    private void Start(ValueComputation<TState, T> computation, IAsyncDisposable? scope)
    {
        if (_context is null)
        {
            CleanContext.Call(() =>
            {
                computation.StartInBackground(isAwaited: false, scope);
                return computation;
            });
        }
        else
        {
            ExecutionContext.Run(_context, _ => computation.StartInBackground(isAwaited: false, scope), null);
        }
    }

    private static async ValueTask<bool> WaitAsync(ResultFlight<ComputedValue<T>> flight, TimeProvider time)
    {
        try
        {
            await flight.WaitAsync(_longestWait, time, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!flight.HasEnded)
        {
            return true;
        }
        catch (Exception)
        {
            // Logged by the computation.
            return false;
        }
    }
}
