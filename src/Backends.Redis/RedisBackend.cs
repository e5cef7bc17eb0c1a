using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Keeps entries in Redis, on one server or on a cluster. A payload is a string under its key, and its time to live is the key's.
/// </summary>
/// <remarks>
/// The backend connects at the first use and reconnects by itself, so the server may be down when the application starts. While the server
/// is down, every operation fails immediately with a <see cref="RedisConnectionException"/>.
/// </remarks>
public sealed class RedisBackend
    : ILoggingBackend, IBatchBackend, IPagedListingBackend, IConditionalBackend, INotifyingBackend, IRentingBackend, IAsyncDisposable, IDisposable
{
    private readonly RedisConnection _connection;
    private readonly RedisBatch _batch;
    private readonly RedisCommands _commands;

    /// <summary>Uses the servers of a connection string, over a connection that the backend owns.</summary>
    /// <param name="configuration">
    /// For example <c>localhost:6379</c>, in the format of <see href="https://seredis.dev/Configuration">StackExchange.Redis</see>.
    /// </param>
    /// <exception cref="ArgumentException">The string can't be read.</exception>
    public RedisBackend(string configuration)
        : this(RedisConnectionString.Parse(configuration))
    {
    }

    /// <summary>Uses the servers of a configuration, over a connection that the backend owns.</summary>
    /// <param name="configuration">
    /// It is copied. In the copy <see cref="ConfigurationOptions.AbortOnConnectFail"/> and
    /// <see cref="ConfigurationOptions.IncludeDetailInExceptions"/> are false, <see cref="BacklogPolicy.Default"/> becomes
    /// <see cref="BacklogPolicy.FailFast"/>, an <see cref="ExponentialRetry"/> becomes an attempt to reconnect each second, and a default
    /// <see cref="ConfigurationOptions.ConfigCheckSeconds"/> becomes 2, so that a new primary is found soon.
    /// </param>
    /// <exception cref="ArgumentException">The configuration names no server.</exception>
    public RedisBackend(ConfigurationOptions configuration)
        : this(new RedisConnection(configuration))
    {
    }

    /// <summary>Uses a connection that the caller owns. The backend neither closes it nor changes its settings.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="database">The number of the database; -1 uses the default database of the connection.</param>
    public RedisBackend(IConnectionMultiplexer connection, int database = -1)
        : this(new RedisConnection(connection, database))
    {
    }

    internal RedisBackend(RedisConnection connection)
    {
        var bursts = new RedisBursts();
        (_connection, _commands, _batch) = (connection, new RedisCommands(connection, bursts), new RedisBatch(connection, bursts));
    }

    /// <inheritdoc/>
    public bool HandsOverPayloads => true;

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory) => _connection.Logger = loggerFactory.CreateLogger<RedisBackend>();

    /// <inheritdoc/>
    /// <remarks>GET.</remarks>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) => _commands.ReadAsync(
        key, static (database, key) => database.StringGetAsync(key),
        static payload => payload.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)payload, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>GET.</remarks>
    public ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default) => _commands.ReadAsync(
        key, static (database, key) => database.StringGetLeaseAsync(key), static lease => (IMemoryOwner<byte>?)lease, cancellationToken);

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

            // PTTL is sent before GET: if the entry is replaced between the two, the time to live is too short, never too long. The library's
            // StringGetWithExpiryAsync does not distinguish an absent key (-2) from a key without an expiration (-1), so an entry stored between the
            // two commands would be read as one that never expires.
            Task<RedisResult> pttl = RedisTimeToLive.QueryAsync(database, redisKey);
            Task<RedisValue> payload = database.StringGetAsync(redisKey);
            RedisValue bytes = await RedisReply.Of(payload).WaitAsync(cancellationToken).ConfigureAwait(false);
            bool exists = RedisTimeToLive.TryRead(await RedisReply.Of(pttl).WaitAsync(cancellationToken).ConfigureAwait(false), out TimeSpan? timeToLive);
            return bytes.IsNull || !exists ? null : new CacheEntry(bytes, timeToLive);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SET, SETEX or PSETEX. The time to live is stored in whole milliseconds, rounded up.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        await _commands.SendAsync(key, (payload, timeToLive), static (database, key, entry) => entry.timeToLive <= TimeSpan.Zero
            ? database.KeyDeleteAsync(key)
            : database.StringSetAsync(key, entry.payload, RedisTimeToLive.ExpirationOf(entry.timeToLive)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>UNLINK.</remarks>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        _commands.SendAsync(
            key, cancellationToken, static (database, key, token) => database.KeyDeleteAsync(key).WaitAsync(token), cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// SCAN and UNLINK, on one primary after another. An entry that is stored during the scan may remain. If a primary is unreachable, the
    /// call throws, and the entries removed so far stay removed.
    /// </remarks>
    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await RedisSweep.RemoveAsync(database, prefix, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SCAN on one primary after another, then PTTL and MEMORY USAGE of each key, with one round trip per page.</remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (StoredKey key in RedisSweep.ListAsync(database, prefix, cancellationToken).ConfigureAwait(false))
            yield return key;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// One SCAN, and PTTL and MEMORY USAGE of its keys together. Keys may be left out if a server restarts or slots move meanwhile.
    /// </remarks>
    public async ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        try
        {
            return await RedisPages.ListAsync(await _connection.OpenAsync(cancellationToken).ConfigureAwait(false), prefix, cursor, size, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SETNX, or SET with NX.</remarks>
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(timeToLive));
        return _commands.SendAsync(key, (payload, timeToLive), static (database, key, entry) => database.StringSetAsync(
            key, entry.payload, RedisTimeToLive.ExpirationOf(entry.timeToLive), ValueCondition.NotExists), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// EVALSHA of a script with one key, or WATCH, GET, MULTI and EXEC if the server refuses scripts. The time to live is stored in whole
    /// milliseconds, rounded up.
    /// </remarks>
    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisKey redisKey = RedisKeyEncoding.Encode(key);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            // Waits for the reply, for the reason given in RedisCommands.SendAsync.
            return await RedisReplacement.SendAsync(
                database, _connection.Permissions, redisKey, expected, payload, RedisTimeToLive.MillisecondsOf(timeToLive)).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>MGET; in a cluster one for each hash slot.</remarks>
    public ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.GetAsync(keys, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>PTTL of each key, and MGET.</remarks>
    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.GetWithTimeToLiveAsync(keys, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The commands of <see cref="SetAsync"/>, sent together.</remarks>
    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        _batch.SetAsync(entries, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>SETNX, or SET with NX, sent together. Then GET of the keys that were not added: the server refuses it for another data type.</remarks>
    public ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        _batch.AddAsync(entries, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>UNLINK of each key, sent together.</remarks>
    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.RemoveAsync(keys, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>PUBLISH, sent to the primary; in a cluster, to the node that owns the channel's hash slot.</remarks>
    public async ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RedisChannel redisChannel = RedisKeyEncoding.EncodeChannel(channel);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            // Waits for the reply, for the reason given in RedisCommands.SendAsync.
            await RedisSubscription.PublishAsync(database, redisChannel, message).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <inheritdoc/>
    /// <remarks>SUBSCRIBE, on the client library's subscription connection.</remarks>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(onMessage);
        RedisChannel redisChannel = RedisKeyEncoding.EncodeChannel(channel);
        try
        {
            IDatabase database = await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await _connection.Subscriptions.BeginAsync(
                database.Multiplexer.GetSubscriber(), redisChannel, onMessage, onInterrupted, cancellationToken).ConfigureAwait(false);
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
}
