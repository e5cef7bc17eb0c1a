using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Sends the command of one key, in a burst with others, and throws what the server refuses as a refusal.</summary>
internal sealed class RedisCommands(RedisConnection connection, RedisBursts bursts)
{
    /// <summary>Sends a command that reads. It is abandoned when the token is cancelled.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> ReadAsync<TReply, TResult>(
        string key, Func<IDatabase, RedisKey, Task<TReply>> read, Func<TReply, TResult> resultOf, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        RedisTurn turn = bursts.Enter();
        try
        {
            IDatabase database = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await turn;
            return resultOf(await RedisReply.Of(read(database, redisKey)).WaitAsync(cancellationToken).ConfigureAwait(turn.AwaitOptions));
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

    /// <summary>
    /// Sends a command that writes. It waits for the reply even if the token is cancelled: the caller may reuse the payload's buffer after the call,
    /// and the client may still be writing from it.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync<TState>(
        string key, TState state, Func<IDatabase, RedisKey, TState, Task<bool>> send, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        RedisTurn turn = bursts.Enter();
        try
        {
            IDatabase database = await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await turn;
            return await RedisReply.Of(send(database, redisKey, state)).ConfigureAwait(turn.AwaitOptions);
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
}
