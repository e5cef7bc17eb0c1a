namespace CacheKit;

/// <summary>Exchanges changes between the processes that share a store.</summary>
internal interface IChangeFeed : IAsyncDisposable
{
    /// <summary>Called at intervals: reads new changes, or checks the subscription. Throws if that fails.</summary>
    ValueTask TickAsync(CancellationToken cancellationToken);

    /// <summary>Announces a change to the other processes. Throws if that fails.</summary>
    ValueTask AnnounceAsync(Change change);
}
