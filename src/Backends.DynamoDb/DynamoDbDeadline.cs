namespace CacheKit;

/// <summary>Applies a time limit to a request: the client's own limit is a hundred seconds.</summary>
internal static class DynamoDbDeadline
{
    /// <exception cref="TimeoutException">The time limit has passed.</exception>
    public static async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            return await send(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"DynamoDB did not answer within {timeout.TotalSeconds} s.", exception);
        }
    }
}
