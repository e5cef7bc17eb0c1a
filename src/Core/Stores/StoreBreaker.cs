using Polly;
using Polly.CircuitBreaker;

namespace CacheKit;

// Leaves a store alone that has failed several times in a row. While all is well, calls go around it.
//
// Polly's circuit breaker breaks on the share of failures in a span of time. So it is told of a failure only where that is the last
// of so many in a row, and then one is enough for it; every other call is a success in its eyes. What follows is Polly's: the
// break, the one call that tries the store after it, and the end.
internal sealed class StoreBreaker
{
    // What Polly asks for at least. It is never too many: before the last of several failures comes the first.
    private const int LeastCalls = 2;

    private readonly int _breakAfter;

    // Of a CallEnd. Polly keeps all members of what it is given, and among those of an enumeration are some that a native program can't have.
    private readonly ResiliencePipeline<int> _pipeline;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private int _failuresInARow;

    public StoreBreaker(int breakAfter, TimeSpan breakFor, TimeProvider time)
    {
        _breakAfter = breakAfter;
        _pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>
            {
                FailureRatio = 0,
                MinimumThroughput = LeastCalls,
                SamplingDuration = TimeSpan.FromDays(1),
                BreakDuration = breakFor,
                ShouldHandle = arguments => new(IsLastOfMany((CallEnd)arguments.Outcome.Result)),
                StateProvider = _circuit,
            })
            .Build();
    }

    // Whether the last call went well. Then the next one need not go through here; only its failure is told.
    public bool IsQuiet => Volatile.Read(ref _failuresInARow) == 0;

    // Makes a call, which answers for its failures by itself, unless the store is left alone: null.
    public async ValueTask<Attempt<T>?> TryAsync<TState, T>(Func<TState, CancellationToken, ValueTask<Attempt<T>>> call, TState state, CancellationToken cancellationToken)
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var trial = new Trial<TState, T>(call, state);
            await _pipeline.ExecuteOutcomeAsync(
                static async (context, trial) =>
                {
                    Attempt<T> attempt = await trial.Call(trial.State, context.CancellationToken).ConfigureAwait(false);
                    trial.Attempt = attempt;
                    return Outcome.FromResult((int)attempt.EndFor(context.CancellationToken));
                },
                context,
                trial).ConfigureAwait(false);

            return trial.Attempt;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // Tells of a call that went around and has failed.
    public async ValueTask FailedAsync(Exception exception)
    {
        // It began before the break, and says nothing about the store of now.
        if (_circuit.CircuitState != CircuitState.Closed)
            Interlocked.CompareExchange(ref _failuresInARow, 1, 0);
        else
            await TryAsync(static (failure, _) => new ValueTask<Attempt<bool>>(new Attempt<bool>(false, failure)), exception, CancellationToken.None).ConfigureAwait(false);
    }

    private bool IsLastOfMany(CallEnd end)
    {
        CircuitState circuit = _circuit.CircuitState;
        if (end is CallEnd.Answered or CallEnd.Refused)
        {
            // The success of a call that began before a break does not end it.
            if (circuit != CircuitState.Open)
                Volatile.Write(ref _failuresInARow, 0);
            return false;
        }

        // Who leaves the one call that tries the store has not seen it answer: the break goes on.
        int failures = end == CallEnd.Failed ? Interlocked.Increment(ref _failuresInARow) : 0;
        return failures >= _breakAfter || circuit != CircuitState.Closed;
    }
}
