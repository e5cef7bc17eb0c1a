namespace CacheKit;

/// <inheritdoc cref="ISharedGet"/>
internal sealed class SharedGet(ServerLanes server, byte[] key) : ISharedGet
{
    private readonly SharedSlot[] _slots = [.. Enumerable.Range(0, server.Count).Select(_ => new SharedSlot())];

    public Task<MemcachedItem> ReadAsync()
    {
        int lane = server.LaneOfThread;
        return server[lane].Connection is { } connection ? Send(lane, connection) : Observed(OpenAndSendAsync(lane));
    }

    // Observes the exception, which no caller may be left to await.
    private static Task<MemcachedItem> Observed(Task<MemcachedItem> task)
    {
        CleanContext.Call(() =>
            task.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default));
        return task;
    }

    private async Task<MemcachedItem> OpenAndSendAsync(int lane) =>
        await Send(lane, await server[lane].OpenAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);

    private Task<MemcachedItem> Send(int lane, MemcachedConnection connection)
    {
        try
        {
            return connection.SendShared(_slots[lane], key);
        }
        catch (MemcachedException exception)
        {
            return Observed(Task.FromException<MemcachedItem>(exception));
        }
    }
}
