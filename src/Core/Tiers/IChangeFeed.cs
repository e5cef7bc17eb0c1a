namespace CacheKit;

/// <summary>How the processes on a store tell one another what they change.</summary>
internal interface IChangeFeed : IAsyncDisposable
{
    /// <summary>Called at intervals: hears what there is to hear, or makes sure that it is being heard. Throws where it can't.</summary>
    ValueTask BeatAsync(CancellationToken cancellationToken);

    /// <summary>Tells the other processes; throws where it can't.</summary>
    ValueTask AnnounceAsync(Change change);
}
