using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Sends commands for many keys in one round trip. Payloads are read by MGET, one for each hash slot in a cluster. All other commands are sent one
/// per key, without waiting for each other's replies.
/// </summary>
internal sealed class RedisBatch(RedisConnection connection, RedisBursts bursts)
{
    // On one server without the detours of a cluster, because each read of an entry with tags reads their records.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey[] redisKeys = Encode(keys, RedisKeyEncoding.Encode);
        RedisTurn turn = bursts.Enter();
        try
        {
            IDatabase database = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await turn;
            return redisKeys.Length > 0 && connection.Permissions.CanReadMany && database.Multiplexer.HashSlot(redisKeys[0]) < 0
                ? PayloadsOf(await ReadOnOneServerAsync(database, redisKeys, turn.AwaitOptions, cancellationToken).ConfigureAwait(false))
                : PayloadsOf(await WaitAsync(ReadAsync(database, redisKeys), cancellationToken).ConfigureAwait(turn.AwaitOptions));
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
        finally
        {
            bursts.Leave();
        }
    }

    // PTTL is sent before MGET, for the reason given in RedisBackend.
    public ValueTask<BatchReply<CacheEntry?>> GetWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        RunAsync(keys, RedisKeyEncoding.Encode, async (database, redisKeys) =>
        {
            Task<RedisResult>[] lives = Array.ConvertAll(redisKeys, key => RedisTimeToLive.QueryAsync(database, key));
            Task<BatchReply<RedisValue>> reading = ReadAsync(database, redisKeys);
            Array.ForEach(lives, life => RedisReply.Of(life));
            BatchReply<RedisValue> read = await WaitAsync(EndAsync(lives, reading), cancellationToken).ConfigureAwait(false);
            return await BatchCalls.JoinAsync(Array.ConvertAll(
                Enumerable.Range(0, redisKeys.Length).ToArray(),
                i => EntryAsync(database, redisKeys[i], lives[i], read[i], read.FailureAt(i)))).ConfigureAwait(false);
        }, cancellationToken);

    public ValueTask<BatchReply<bool>> SetAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken) =>
        RunAsync(entries, RedisWrite.Of, static (database, writes) => BatchCalls.JoinAsync(RedisWrite.SetAll(database, writes)),
            cancellationToken);

    public ValueTask<BatchReply<bool>> AddAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken) =>
        RunAsync(entries, RedisWrite.Of, static (database, writes) => BatchCalls.JoinAsync(RedisWrite.AddAll(database, writes)),
            cancellationToken);

    public ValueTask<BatchReply<bool?>> RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
        RunAsync(keys, RedisKeyEncoding.Encode, (database, redisKeys) => BatchCalls.JoinAsync(
            Array.ConvertAll(Array.ConvertAll(redisKeys, key => database.KeyDeleteAsync(key)), reply => RemoveAsync(reply, cancellationToken))),
            cancellationToken);

    private static async Task<bool?> RemoveAsync(Task<bool> reply, CancellationToken cancellationToken) =>
        await RedisRefusals.ThrownAsync(RedisReply.Of(reply).WaitAsync(cancellationToken)).ConfigureAwait(false);

    private async ValueTask<TResult> RunAsync<TItem, TEncoded, TResult>(
        IReadOnlyList<TItem> items, Converter<TItem, TEncoded> encode, Func<IDatabase, TEncoded[], ValueTask<TResult>> send,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        cancellationToken.ThrowIfCancellationRequested();
        TEncoded[] encoded = Encode(items, encode);
        try
        {
            return await send(await connection.OpenAsync(cancellationToken).ConfigureAwait(false), encoded).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    private static TEncoded[] Encode<TItem, TEncoded>(IReadOnlyList<TItem> items, Converter<TItem, TEncoded> encode)
    {
        var encoded = new TEncoded[items.Count];
        for (int i = 0; i < encoded.Length; i++)
            encoded[i] = encode(items[i]);
        return encoded;
    }

    private static async Task<BatchReply<RedisValue>> EndAsync(Task<RedisResult>[] lives, Task<BatchReply<RedisValue>> reading)
    {
        await Task.WhenAll((IEnumerable<Task>)lives).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await reading.ConfigureAwait(false);
    }

    // Observes the exception, which a cancelled caller does not await.
    private static Task<T> WaitAsync<T>(Task<T> replies, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _ = replies.ContinueWith(
                static failed => _ = failed.Exception, CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return replies.WaitAsync(cancellationToken);
    }

    // A refused MGET is sent once more, because what follows depends on whether GET is refused too.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<BatchReply<RedisValue>> ReadOnOneServerAsync(
        IDatabase database, RedisKey[] keys, ConfigureAwaitOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return new(await RedisReply.Of(database.StringGetAsync(keys)).WaitAsync(cancellationToken).ConfigureAwait(options));
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { Reason: RedisRefusals.NoPermission or RedisRefusals.UnknownCommand })
        {
            return await WaitAsync(ReadAsync(database, keys), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<BatchReply<RedisValue>> ReadAsync(IDatabase database, RedisKey[] keys)
    {
        StoreRefusedException? refusal = null;
        if (connection.Permissions.CanReadMany)
        {
            try
            {
                return await ReadBySlotAsync(database, keys).ConfigureAwait(false);
            }
            catch (Exception exception) when (RedisRefusals.Of(exception) is { Reason: RedisRefusals.NoPermission or RedisRefusals.UnknownCommand } refused)
            {
                refusal = refused;
            }
        }

        // The user may lack access to the keys themselves: then GET fails too, and MGET stays enabled.
        BatchReply<RedisValue> read = await BatchCalls.JoinAsync(
            ThrownAsync(Array.ConvertAll(keys, key => database.StringGetAsync(key)))).ConfigureAwait(false);
        if (refusal is not null)
            connection.Permissions.DisableMultiGet(refusal);
        return read;
    }

    // In a cluster all keys of one command must share a hash slot. Elsewhere keys have no slot.
    private static async Task<BatchReply<RedisValue>> ReadBySlotAsync(IDatabase database, RedisKey[] keys)
    {
        if (keys.Length == 0)
            return new([]);
        if (database.Multiplexer.HashSlot(keys[0]) < 0)
            return new(await RedisReply.Of(database.StringGetAsync(keys)).ConfigureAwait(false));

        int[][] groups = [.. Enumerable.Range(0, keys.Length).GroupBy(i => database.Multiplexer.HashSlot(keys[i])).Select(slot => slot.ToArray())];
        BatchReply<RedisValue[]> replies = await BatchCalls.JoinAsync(ThrownAsync(Array.ConvertAll(
            groups, group => database.StringGetAsync(Array.ConvertAll(group, i => keys[i]))))).ConfigureAwait(false);
        var values = new RedisValue[keys.Length];
        var failures = new Exception?[keys.Length];
        for (int g = 0; g < groups.Length; g++)
        {
            for (int i = 0; i < groups[g].Length; i++)
                (values[groups[g][i]], failures[groups[g][i]]) = (replies[g]?[i] ?? default, replies.FailureAt(g));
        }

        return new(values, failures);
    }

    // MGET returns nothing for a key of another data type. Such a key exists all the same, and GET says what it is.
    private static async Task<CacheEntry?> EntryAsync(IDatabase database, RedisKey key, Task<RedisResult> life, RedisValue payload, Exception? failure)
    {
        if (failure is not null)
            throw failure;

        bool exists = RedisTimeToLive.TryRead(await RedisRefusals.ThrownAsync(life).ConfigureAwait(false), out TimeSpan? timeToLive);
        if (exists && payload.IsNull)
            await RedisRefusals.ThrownAsync(RedisReply.Of(database.StringGetAsync(key))).ConfigureAwait(false);
        return exists && PayloadOf(payload) is { } bytes ? new CacheEntry(bytes, timeToLive) : null;
    }

    // A synchronous caller waits for each reply itself, after all commands are sent.
    private static Task<T>[] ThrownAsync<T>(Task<T>[] sent) => Array.ConvertAll(sent, reply => RedisRefusals.ThrownAsync(RedisReply.Of(reply)));

    private static ReadOnlyMemory<byte>? PayloadOf(RedisValue value) => value.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)value;

    private static BatchReply<ReadOnlyMemory<byte>?> PayloadsOf(in BatchReply<RedisValue> read)
    {
        var payloads = new ReadOnlyMemory<byte>?[read.Count];
        for (int i = 0; i < payloads.Length; i++)
            payloads[i] = PayloadOf(read[i]);
        return new(payloads, FailuresOf(read));
    }

    private static Exception?[]? FailuresOf(BatchReply<RedisValue> reply)
    {
        for (int i = 0; i < reply.Count; i++)
        {
            if (reply.FailureAt(i) is not null)
                return [.. Enumerable.Range(0, reply.Count).Select(reply.FailureAt)];
        }

        return null;
    }
}
