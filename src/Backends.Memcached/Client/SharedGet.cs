namespace CacheKit;

/// <inheritdoc cref="ISharedGet"/>
internal sealed class SharedGet(ServerLanes server, byte[] key) : ISharedGet
{
    private readonly SharedSlot[] _slots = [.. Enumerable.Range(0, server.Count).Select(_ => new SharedSlot())];

    public SharedRequest Read()
    {
        int lane = server.LaneOfThread;
        if (server[lane].Connection is { } connection)
            return Queue(lane, connection);

        var request = new SharedRequest(_slots[lane]);
        _ = OpenAndSendAsync(lane, request);
        return request;
    }

    public void Send() => server[server.LaneOfThread].Connection?.Send();

    private async Task OpenAndSendAsync(int lane, SharedRequest request)
    {
        try
        {
            MemcachedConnection connection = await server[lane].OpenAsync(CancellationToken.None).ConfigureAwait(false);
            SharedRequest sent = Queue(lane, connection);
            connection.Send();
            request.Complete(await sent.Task.ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            request.Fail(exception);
        }
    }

    private SharedRequest Queue(int lane, MemcachedConnection connection)
    {
        try
        {
            return connection.QueueShared(_slots[lane], key);
        }
        catch (MemcachedException exception)
        {
            var failed = new SharedRequest(_slots[lane]);
            failed.Fail(exception);
            return failed;
        }
    }
}
