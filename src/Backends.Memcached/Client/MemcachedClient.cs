using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <inheritdoc cref="IMemcachedClient"/>
internal sealed class MemcachedClient : IMemcachedClient
{
    private readonly ServerLanes[] _servers;
    private readonly KetamaRing? _ring;
    private readonly ConnectionSettings _settings;

    public MemcachedClient(IReadOnlyList<ServerAddress> servers, ConnectionSettings settings, int connectionsPerServer)
    {
        _settings = settings;
        _servers = [.. servers.Select(server => new ServerLanes(server, settings, connectionsPerServer))];
        _ring = servers.Count > 1 ? new KetamaRing(servers) : null;
    }

    public ILogger Logger
    {
        set
        {
            foreach (ServerLanes server in _servers)
                server.Report.Logger = value;
        }
    }

    // The hot path needs no state machine.
    public ValueTask<MemcachedItem> GetAsync(ReadOnlySpan<byte> key, bool withTimeToLive, CancellationToken cancellationToken)
    {
        var command = new Command(withTimeToLive ? Verb.GetWithTimeToLive : Verb.Get, key);
        return LaneOf(key).Connection is { } connection
            ? Send(connection, command).WaitForItemAsync(cancellationToken)
            : ItemOfAsync(SendAsync(command, cancellationToken));
    }

    public ValueTask<RentedItem?> GetRentedAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken)
    {
        var command = new Command(Verb.Get, key);
        return LaneOf(key).Connection is { } connection
            ? Send(connection, command, rentsItem: true).WaitForRentedAsync(cancellationToken)
            : RentedOfAsync(SendAsync(command, cancellationToken));
    }

    public async Task<BatchReply<MemcachedItem>> GetManyAsync(byte[][] keys, bool withTimeToLive, CancellationToken cancellationToken)
    {
        Verb verb = withTimeToLive ? Verb.GetWithTimeToLive : Verb.Get;
        int[][] groups = [.. Enumerable.Range(0, keys.Length).GroupBy(i => ServerOf(keys[i])).Select(server => server.ToArray())];
        Task<BatchReply<MemcachedItem>>[] replies = Array.ConvertAll(
            groups, group => GetManyAsync(LaneOf(keys[group[0]]), verb, Array.ConvertAll(group, i => keys[i]), cancellationToken));
        await Task.WhenAll((IEnumerable<Task>)replies).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();

        var items = new MemcachedItem[keys.Length];
        var failures = new Exception?[keys.Length];
        for (int g = 0; g < groups.Length; g++)
        {
            Exception? failure = replies[g].Exception?.InnerException;
            BatchReply<MemcachedItem> reply = failure is null ? await replies[g].ConfigureAwait(false) : default;
            for (int i = 0; i < groups[g].Length; i++)
                (items[groups[g][i]], failures[groups[g][i]]) = failure is null ? (reply[i], reply.FailureAt(i)) : (default, failure);
        }

        return new(items, failures);
    }

    public ValueTask<MemcachedItem> GetWithCasAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken) =>
        ItemOfAsync(SendAsync(new Command(Verb.GetWithCas, key), cancellationToken));

    public ISharedGet Share(byte[] key) => new SharedGet(ServerOf(key), key);

    public ValueTask<StoreOutcome> SetAsync(
        ReadOnlySpan<byte> key, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, long? timeToLive, bool add, CancellationToken cancellationToken) =>
        ToStoreOutcomeAsync(SendAsync(
            new Command(add ? Verb.Add : Verb.Set, key) { First = first, Second = second, TimeToLive = timeToLive }, cancellationToken));

    public ValueTask<StoreOutcome> ReplaceAsync(
        ReadOnlySpan<byte> key, long cas, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, long? timeToLive, CancellationToken cancellationToken) =>
        ToStoreOutcomeAsync(SendAsync(
            new Command(Verb.Set, key) { First = first, Second = second, TimeToLive = timeToLive, Cas = cas }, cancellationToken));

    public ValueTask<bool> DeleteAsync(ReadOnlySpan<byte> key, long cas, CancellationToken cancellationToken) =>
        IsDoneAsync(SendAsync(new Command(Verb.Delete, key) { Cas = cas }, cancellationToken));

    public ValueTask<bool> DeleteAsync(ReadOnlySpan<byte> key, CancellationToken cancellationToken) =>
        IsDoneAsync(SendAsync(new Command(Verb.Delete, key), cancellationToken));

    public int Servers => _servers.Length;

    public async Task<bool> DumpAsync(int server, Func<ReadOnlyMemory<byte>, bool> wanted, Action<DumpedItem> add, CancellationToken cancellationToken)
    {
        // OpenAsync throws immediately if the server is down; the dump's own connection would be tried until its timeout.
        await _servers[server][0].OpenAsync(cancellationToken).ConfigureAwait(false);
        return await new Dump(_servers[server].Connector, _settings.OperationTimeout).ReadAsync(wanted, add, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<DumpedItem> DumpAsync(
        Func<ReadOnlyMemory<byte>, bool> wanted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int server = 0; server < _servers.Length; server++)
        {
            var items = new List<DumpedItem>();
            bool isDistinct = await DumpAsync(server, wanted, items.Add, cancellationToken).ConfigureAwait(false);
            foreach (DumpedItem item in isDistinct ? items : items.DistinctBy(item => Convert.ToHexString(item.Key)))
                yield return item;
        }
    }

    public void Dispose()
    {
        foreach (ServerLanes server in _servers)
            server.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private static async Task<BatchReply<MemcachedItem>> GetManyAsync(ServerLane lane, Verb verb, byte[][] keys, CancellationToken cancellationToken)
    {
        MemcachedConnection connection = lane.Connection ?? await lane.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await connection.SendMany(verb, keys).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private ServerLanes ServerOf(ReadOnlySpan<byte> key) => _ring is null ? _servers[0] : _servers[_ring.Find(key)];

    private ServerLane LaneOf(ReadOnlySpan<byte> key)
    {
        ServerLanes server = ServerOf(key);
        return server[server.LaneOfThread];
    }

    private ValueTask<RequestOutcome> SendAsync(in Command command, CancellationToken cancellationToken)
    {
        ServerLane lane = LaneOf(command.Key);
        return lane.Connection is { } connection
            ? Send(connection, command).WaitAsync(WaitTokenOf(command.Verb, cancellationToken))
            : OpenAndSendAsync(lane, command.Verb, command.Key.ToArray(), command.First, command.Second, command.TimeToLive, command.Cas, cancellationToken);
    }

    private static async ValueTask<RequestOutcome> OpenAndSendAsync(
        ServerLane lane,
        Verb verb,
        byte[] key,
        ReadOnlyMemory<byte> first,
        ReadOnlyMemory<byte> second,
        long? timeToLive,
        long cas,
        CancellationToken cancellationToken)
    {
        MemcachedConnection connection = await lane.OpenAsync(cancellationToken).ConfigureAwait(false);
        var command = new Command(verb, key) { First = first, Second = second, TimeToLive = timeToLive, Cas = cas };
        return await Send(connection, command).WaitAsync(WaitTokenOf(verb, cancellationToken)).ConfigureAwait(false);
    }

    // A value that was sent may be stored at any time until the reply. So a write ends with its reply: what removes an abandoned value must come
    // after it, also on another connection.
    private static CancellationToken WaitTokenOf(Verb verb, CancellationToken cancellationToken) =>
        verb is Verb.Set or Verb.Add ? CancellationToken.None : cancellationToken;

    private static PooledRequest Send(MemcachedConnection connection, in Command command, bool rentsItem = false)
    {
        PooledRequest request = PooledRequest.Rent(rentsItem);
        try
        {
            connection.Send(request, command);
            return request;
        }
        catch
        {
            // No other code holds a reference to the request.
            request.Abandon();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<StoreOutcome> ToStoreOutcomeAsync(ValueTask<RequestOutcome> outcome) =>
        (await outcome.ConfigureAwait(false)).Status switch
        {
            ReplyStatus.Done => StoreOutcome.Stored,
            ReplyStatus.NotStored => StoreOutcome.Exists,
            ReplyStatus.Changed or ReplyStatus.NotFound => StoreOutcome.Changed,
            _ => StoreOutcome.TooLarge,
        };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<MemcachedItem> ItemOfAsync(ValueTask<RequestOutcome> outcome) => (await outcome.ConfigureAwait(false)).Item;

    // The command that opens the connection reads into an array.
    private static async ValueTask<RentedItem?> RentedOfAsync(ValueTask<RequestOutcome> outcome) =>
        (await outcome.ConfigureAwait(false)).Item.Value is { } value ? new RentedItem(new ReadOnlySequence<byte>(value)) : null;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<bool> IsDoneAsync(ValueTask<RequestOutcome> outcome) =>
        (await outcome.ConfigureAwait(false)).Status == ReplyStatus.Done;
}
