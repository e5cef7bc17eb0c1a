namespace CacheKit;

// What a call of a store brought, told as a value: a result, or else the exception that it failed with.
internal readonly record struct Attempt<T>(T? Result, Exception? Exception)
{
    // For a caller with that token.
    public CallEnd EndFor(CancellationToken cancellationToken) => Exception switch
    {
        null => CallEnd.Answered,
        OperationCanceledException when cancellationToken.IsCancellationRequested => CallEnd.Left,
        StoreRefusedException => CallEnd.Refused,
        ArgumentException => CallEnd.Unsent,
        _ => CallEnd.Failed,
    };
}
