using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Keeps entries in Redis, on one server or on a cluster: a payload is a string under its key, and its life the key's.</summary>
/// <remarks>
/// A connection of its own is made at the first use and is looked after from then on: the server may be down at the start, and
/// come and go. While it is down, every operation fails at once with a <see cref="RedisConnectionException"/>.
/// </remarks>
public sealed class RedisBackend : ILoggingBackend, IListingBackend, IConditionalBackend, INotifyingBackend, IAsyncDisposable, IDisposable
{
    private readonly RedisConnection _connection;

    /// <summary>Uses the servers of a connection string, over a connection of its own.</summary>
    /// <param name="configuration">
    /// Such as <c>localhost:6379</c>, as <see href="https://seredis.dev/Configuration">StackExchange.Redis</see> reads it.
    /// </param>
    /// <exception cref="ArgumentException">The string can't be read.</exception>
    public RedisBackend(string configuration)
        : this(RedisConnectionString.Parse(configuration))
    {
    }

    /// <summary>Uses the servers of a configuration, over a connection of its own.</summary>
    /// <param name="configuration">
    /// It is copied. In the copy <see cref="ConfigurationOptions.AbortOnConnectFail"/> and
    /// <see cref="ConfigurationOptions.IncludeDetailInExceptions"/> are false, <see cref="BacklogPolicy.Default"/> becomes
    /// <see cref="BacklogPolicy.FailFast"/>, an <see cref="ExponentialRetry"/> becomes an attempt to reconnect each second, and a default
    /// <see cref="ConfigurationOptions.ConfigCheckSeconds"/> becomes 2, so that a new primary is found soon.
    /// </param>
    /// <exception cref="ArgumentException">The configuration names no server.</exception>
    public RedisBackend(ConfigurationOptions configuration)
    {
        _connection = new RedisConnection(configuration);
    }

    /// <summary>Uses a connection that the caller owns: it is never closed here, and keeps its own settings.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="database">The number of the database; -1: the one that the connection was configured with.</param>
    public RedisBackend(IConnectionMultiplexer connection, int database = -1)
    {
        _connection = new RedisConnection(connection, database);
    }

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory) => _connection.Logger = loggerFactory.CreateLogger<RedisBackend>();

    /// <inheritdoc/>
    /// <remarks>GET.</remarks>
    // Both reads are pooled: a hit then allocates what the bare client does and nothing more.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            RedisValue payload = await database.StringGetAsync(redisKey).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (payload.IsNull)
                return null;

            return (ReadOnlyMemory<byte>)payload;
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>PTTL and GET, sent together.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // The life is asked for first: where another entry takes the place of this one between the two, the answer is a life
            // too short, not too long. The library's own pair (StringGetWithExpiryAsync) tells an absent key (-2) and one that
            // never expires (-1) alike, so an entry that comes into being between the two would count as one that never expires.
            Task<RedisResult> life = RedisLife.AskAsync(database, redisKey);
            Task<RedisValue> payload = database.StringGetAsync(redisKey);
            RedisValue bytes = await payload.WaitAsync(cancellationToken).ConfigureAwait(false);
            bool isThere = RedisLife.TryRead(await life.WaitAsync(cancellationToken).ConfigureAwait(false), out TimeSpan? timeToLive);
            if (bytes.IsNull || !isThere)
                return null;

            return new CacheEntry(bytes, timeToLive);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SET, SETEX or PSETEX. A life is kept in whole milliseconds, rounded up.</remarks>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // Neither is left before its answer, whatever the token says: the caller may reuse the payload's buffer after this
            // call, and the library may still be writing from it.
            if (timeToLive <= TimeSpan.Zero)
                await database.KeyDeleteAsync(redisKey).ConfigureAwait(false);
            else
                await database.StringSetAsync(redisKey, payload, ExpirationOf(timeToLive)).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>UNLINK.</remarks>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await database.KeyDeleteAsync(redisKey).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// SCAN and UNLINK, on every primary in turn. An entry that is set meanwhile may stay. A primary that can't be reached
    /// ends it with an exception; what was removed until then stays removed.
    /// </remarks>
    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            long removed = 0;
            foreach (RedisValue pattern in RedisKeyEncoding.PatternsOf(prefix))
                removed += await RedisSweep.RemoveAsync(database, pattern, cancellationToken).ConfigureAwait(false);
            return removed;
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SCAN on every primary in turn, then PTTL and MEMORY USAGE of each key, a page in one round trip.</remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        foreach (RedisValue pattern in RedisKeyEncoding.PatternsOf(prefix))
        {
            await foreach (StoredKey key in RedisSweep.ListAsync(database, pattern, cancellationToken).ConfigureAwait(false))
                yield return key;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SET with NX.</remarks>
    public async ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(timeToLive));
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // Not left before its answer, as SetAsync isn't.
            return await database.StringSetAsync(redisKey, payload, ExpirationOf(timeToLive), ValueCondition.NotExists).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// EVALSHA of one script, on one key; WATCH, GET, MULTI and EXEC where the server refuses scripts. A life is kept in whole milliseconds, rounded up.
    /// </remarks>
    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // Not left before its answer, as SetAsync isn't.
            return await RedisReplacement.SendAsync(
                database, _connection.Permissions, redisKey, expected, payload, RedisLife.MillisecondsOf(timeToLive)).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>PUBLISH, to the primary; in a cluster to the node that has the channel's hash slot.</remarks>
    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisChannel redisChannel = RedisKeyEncoding.EncodeChannel(channel);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);

            // Not left before its answer, as SetAsync isn't.
            await RedisSubscription.PublishAsync(database, redisChannel, message).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SUBSCRIBE, on the connection that the library keeps for it.</remarks>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(onMessage);
        RedisChannel redisChannel = RedisKeyEncoding.EncodeChannel(channel);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await RedisSubscription.BeginAsync(database.Multiplexer.GetSubscriber(), redisChannel, onMessage, onInterrupted, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static Expiration ExpirationOf(TimeSpan? timeToLive) =>
        RedisLife.MillisecondsOf(timeToLive) is { } milliseconds ? new Expiration(TimeSpan.FromMilliseconds(milliseconds)) : Expiration.Default;
}
