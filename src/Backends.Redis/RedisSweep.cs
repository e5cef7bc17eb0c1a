using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Iterates over the keys that begin with a prefix by SCAN. KEYS is never used, because it blocks the server for every other client.
/// </summary>
internal static class RedisSweep
{
    // The number of keys that the server examines per SCAN, matching or not.
    private const int PageSize = 1_000;

    public static async Task<long> RemoveAsync(IDatabase database, string prefix, CancellationToken cancellationToken)
    {
        long removed = await RemoveOnceAsync(database, prefix, cancellationToken).ConfigureAwait(false);

        // In a cluster a slot may move to a primary that was already scanned. The second pass finds its keys.
        if (RedisPrimary.Of(database.Multiplexer).ServerType == ServerType.Cluster)
            removed += await RemoveOnceAsync(database, prefix, cancellationToken).ConfigureAwait(false);
        return removed;
    }

    public static async IAsyncEnumerable<StoredKey> ListAsync(
        IDatabase database, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((_, RedisKey[] keys) in PagesAsync(database, prefix, cancellationToken).ConfigureAwait(false))
        {
            foreach (StoredKey key in await DescribeAsync(database, keys, prefix).WaitAsync(cancellationToken).ConfigureAwait(false))
                yield return key;
        }
    }

    /// <summary>Returns the next page of a scan, and its cursor. The server examines about so many keys, matching or not.</summary>
    public static async Task<(ulong Next, RedisKey[] Keys)> ScanAsync(IServer server, int database, ulong cursor, RedisValue pattern, int size)
    {
        try
        {
            RedisResult page = await server.ExecuteAsync(database, "SCAN", [cursor, "MATCH", pattern, "COUNT", size]).ConfigureAwait(false);
            return ((ulong)page[0], (RedisKey[])page[1]!);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Returns the times to live and the sizes of those keys that exist and have the prefix, in one round trip.</summary>
    public static async Task<StoredKey[]> DescribeAsync(IDatabase database, RedisKey[] keys, string prefix)
    {
        try
        {
            StoredKey?[] described = await Task.WhenAll(
                keys.Where(key => BeginsWith(key, prefix)).Select(key => DescribeAsync(database, key))).ConfigureAwait(false);
            return [.. described.OfType<StoredKey>()];
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>
    /// Returns the primaries that may hold keys, with their names: node ids in a cluster. The topology is read from the cluster, not from
    /// the client's cached view, if none must be missed: an unreachable primary must not be skipped, and neither must one that has just
    /// joined.
    /// </summary>
    public static async Task<(string Name, IServer Server)[]> PrimariesOfAsync(IConnectionMultiplexer connection, bool reads)
    {
        IServer server = RedisPrimary.Of(connection);
        if (server.ServerType != ServerType.Cluster)
            return [(server.EndPoint.ToString()!, server)];

        if (reads)
            await connection.ConfigureAsync().ConfigureAwait(false);
        ClusterConfiguration cluster = server.ClusterConfiguration ?? throw new RedisConnectionException(
            ConnectionFailureType.UnableToConnect, CommandFlags.None, "The cluster's topology is not known yet.");
        return [.. cluster.Nodes.Where(MayHoldKeys).Select(node => (node.NodeId, connection.GetServer(node.EndPoint!)))];
    }

    private static async Task<long> RemoveOnceAsync(IDatabase database, string prefix, CancellationToken cancellationToken)
    {
        long removed = 0;
        await foreach ((IServer primary, RedisKey[] keys) in PagesAsync(database, prefix, cancellationToken).ConfigureAwait(false))
            removed += await UnlinkAsync(database, primary, keys).WaitAsync(cancellationToken).ConfigureAwait(false);
        return removed;
    }

    private static async IAsyncEnumerable<(IServer Primary, RedisKey[] Keys)> PagesAsync(
        IDatabase database, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach ((_, IServer primary) in await PrimariesOfAsync(database.Multiplexer, reads: true).WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (RedisValue pattern in RedisKeyEncoding.PatternsOf(prefix))
            {
                ulong cursor = 0;
                do
                {
                    (cursor, RedisKey[] keys) = await ScanAsync(primary, database.Database, cursor, pattern, PageSize)
                        .WaitAsync(cancellationToken).ConfigureAwait(false);
                    yield return (primary, Array.FindAll(keys, key => BeginsWith(key, prefix)));
                }
                while (cursor != 0);
            }
        }
    }

    // Garnet ignores case when it matches a pattern.
    private static bool BeginsWith(RedisKey key, string prefix) => RedisKeyEncoding.Decode(key).StartsWith(prefix, StringComparison.Ordinal);

    // Returns null if the key no longer exists.
    private static async Task<StoredKey?> DescribeAsync(IDatabase database, RedisKey key)
    {
        Task<RedisResult> pttl = RedisTimeToLive.QueryAsync(database, key);
        Task<RedisResult> size = database.ExecuteAsync("MEMORY", "USAGE", key);
        bool exists = RedisTimeToLive.TryRead(await pttl.ConfigureAwait(false), out TimeSpan? timeToLive);
        RedisResult bytes = await size.ConfigureAwait(false);
        return exists && !bytes.IsNull ? new StoredKey(RedisKeyEncoding.Decode(key), timeToLive, (long)bytes) : null;
    }

    // A primary without slots may be receiving its first slot.
    private static bool MayHoldKeys(ClusterNode node) => !node.IsReplica && (node.Slots.Count > 0 || (node.IsConnected && !node.IsFail));

    private static async Task<long> UnlinkAsync(IDatabase database, IServer server, RedisKey[] keys)
    {
        if (server.ServerType != ServerType.Cluster)
            return await database.KeyDeleteAsync(keys).ConfigureAwait(false);

        // In a cluster all keys of one command must share a hash slot, so the keys are removed by single commands in one pipeline.
        bool[] removed = await Task.WhenAll(keys.Select(key => database.KeyDeleteAsync(key))).ConfigureAwait(false);
        return removed.LongCount(wasThere => wasThere);
    }
}
