namespace CacheKit;

// The failure of the computation of a key. LeaderToken is the token of the caller whose objects the factory may use; null if it uses none.
internal readonly record struct FlightFailure<T>(
    CacheEngine Engine, string Key, EntryPolicy Policy, bool HasOld, bool IsInBackground, CancellationToken? LeaderToken)
{
    // Fails a flight, and remembers the failure unless nobody waits for the value any more.
    public void Fail(ResultFlight<ComputedValue<T>> flight, Exception exception)
    {
        LeaderLoss loss = LossFor(flight, exception);
        if (!flight.Abandoned.IsCancellationRequested)
            Record(flight, exception, loss);
        flight.Fail(exception, loss);
    }

    // A failure that was caused by the leader's departure is not a failure of the source. Background attempts are delayed anyway.
    private void Record(ResultFlight<ComputedValue<T>> flight, Exception exception, LeaderLoss loss)
    {
        if (loss == LeaderLoss.None)
            Engine.Failures.Record(Key, exception, Policy, HasOld);
        else if (IsInBackground)
            Engine.Failures.Record(Key, exception: null, Policy, HasOld);
        if (IsInBackground && flight.HasLeaderLeft)
            Engine.Store.Logger.RefreshFailed(exception, typeof(T));
    }

    private LeaderLoss LossFor(ResultFlight<ComputedValue<T>> flight, Exception exception)
    {
        if (LeaderToken is not { } leaderToken)
            return LeaderLoss.None;
        if (flight.HasLeaderLeft || leaderToken.IsCancellationRequested || exception is ObjectDisposedException)
            return LeaderLoss.Certain;

        bool isCancelled = exception is OperationCanceledException
        { CancellationToken.IsCancellationRequested: true, InnerException: not TimeoutException };
        return isCancelled || exception.GetBaseException() is ObjectDisposedException ? LeaderLoss.Suspected : LeaderLoss.None;
    }
}
