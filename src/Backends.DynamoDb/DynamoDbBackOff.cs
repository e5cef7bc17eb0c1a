namespace CacheKit;

/// <summary>The waits between attempts of a request for which the table has too little capacity.</summary>
internal static class DynamoDbBackOff
{
    private const double FirstWait = 0.1;
    private const double LongestWait = 5;

    /// <summary>Waits before the next attempt: each time up to twice as long.</summary>
    /// <param name="attempt">The number of attempts so far that made no progress.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task WaitAsync(int attempt, CancellationToken cancellationToken)
    {
        // Half of the wait is random, so that requests that were throttled together are not retried together.
        double seconds = Math.Min(FirstWait * Math.Pow(2, attempt - 1), LongestWait);
        return Task.Delay(TimeSpan.FromSeconds(seconds * (0.5 + (Random.Shared.NextDouble() / 2))), cancellationToken);
    }
}
