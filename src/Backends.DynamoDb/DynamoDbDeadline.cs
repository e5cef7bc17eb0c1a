namespace CacheKit;

/// <summary>Ends a request in time: the client by itself waits for a hundred seconds where a service does not answer.</summary>
internal static class DynamoDbDeadline
{
    /// <exception cref="TimeoutException">The time is up.</exception>
    public static async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        try
        {
            return await send(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"DynamoDB did not answer within {patience.TotalSeconds} s.", exception);
        }
    }
}
