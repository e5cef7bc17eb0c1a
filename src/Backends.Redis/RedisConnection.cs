using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>The connection of a backend: its own, made at the first use, or one that the caller owns.</summary>
internal sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    // The first callers share one wait for the connection, and it is short: the library by itself would hold them for its
    // whole connect timeout when the server is down (5 s if it refuses, 15 s if it says nothing).
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    // Once there is a connection object, the library goes on trying by itself. Where not even that could be made, a later
    // call tries again, and not every one of them.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(2);

    // The library by itself waits longer each time, up to ten seconds: as long as that a store is not used that is back.
    private static readonly TimeSpan _reconnectEach = TimeSpan.FromSeconds(1);

    // The library by itself asks its servers once a minute which of them is the primary. A question is one small reply.
    private static readonly TimeSpan _rolesEach = TimeSpan.FromSeconds(2);

    private readonly ConfigurationOptions? _configuration;
    private readonly RedisOutageLog _outages = new();
    private readonly RedisRoles? _roles;
    private readonly Lock _gate = new();
    private IConnectionMultiplexer? _connection;
    private volatile IDatabase? _database;
    private Task? _attempt;
    private Task? _opening;
    private Exception? _failure;
    private long _failedAt;
    private bool _disposed;

    public RedisConnection(ConfigurationOptions configuration)
    {
        _configuration = OwnSettings(configuration);
        Permissions = new RedisPermissions(_outages);
    }

    public RedisConnection(IConnectionMultiplexer connection, int database)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Permissions = new RedisPermissions(_outages);
        TryKeep(connection, connection.GetDatabase(database));
        _roles = new RedisRoles(connection);
        _roles.Watch();
    }

    public ILogger Logger
    {
        get => _outages.Logger;
        set
        {
            _outages.Logger = value;
            if (_configuration is null && _database is { } database)
                _ = CleanContext.Run(() => Permissions.ProbeAsync(database));
        }
    }

    public RedisPermissions Permissions { get; }

    /// <summary>The database. After the first use it is there at once, whether or not its server is up.</summary>
    public ValueTask<IDatabase> OpenAsync(CancellationToken cancellationToken) =>
        _database is { } database ? new(database) : new(FirstOpenAsync(cancellationToken));

    /// <summary>A copy of a configuration with the settings that a cache needs: nobody waits for a server that is down.</summary>
    public static ConfigurationOptions OwnSettings(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.EndPoints.Count == 0)
            throw new ArgumentException("The configuration names no server. Add one: EndPoints.Add(\"localhost:6379\").", nameof(configuration));

        ConfigurationOptions own = configuration.Clone();
        own.AbortOnConnectFail = false;
        own.IncludeDetailInExceptions = false; // The detail is the key, and exceptions are logged.
        if (own.BacklogPolicy == BacklogPolicy.Default)
            own.BacklogPolicy = BacklogPolicy.FailFast;
        if (own.ReconnectRetryPolicy is ExponentialRetry)
            own.ReconnectRetryPolicy = new LinearRetry((int)_reconnectEach.TotalMilliseconds);
        if (own.ConfigCheckSeconds == (int)own.Defaults.ConfigCheckInterval.TotalSeconds)
            own.ConfigCheckSeconds = (int)_rolesEach.TotalSeconds;
        return own;
    }

    public void Dispose() => Close()?.Dispose();

    public async ValueTask DisposeAsync()
    {
        if (Close() is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<IDatabase> FirstOpenAsync(CancellationToken cancellationToken)
    {
        await Opening().WaitAsync(cancellationToken).ConfigureAwait(false);
        return _database ?? throw new RedisConnectionException(
            ConnectionFailureType.UnableToConnect, CommandFlags.None, "There is no connection to Redis yet. The attempts go on.", _failure);
    }

    private Task Opening()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RedisBackend));
            bool again = _failure is not null && _attempt!.IsCompleted && Stopwatch.GetElapsedTime(_failedAt) >= _retryAfter;
            if (_opening is null || (again && _database is null))
            {
                _attempt = CleanContext.Run(() => ConnectAsync(_configuration!));
                _opening = Task.WhenAny(_attempt, Task.Delay(_patience));
            }

            return _opening;
        }
    }

    private async Task ConnectAsync(ConfigurationOptions configuration)
    {
        bool first = _failure is null;
        if (first)
            Logger.Connecting(NamesOf(configuration.EndPoints));

        try
        {
            ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
            if (TryKeep(connection, connection.GetDatabase()))
            {
                await ReportAsync(connection).ConfigureAwait(false);
                await Permissions.ProbeAsync(connection.GetDatabase()).ConfigureAwait(false);
            }
            else
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            _failedAt = Stopwatch.GetTimestamp();
            _failure = exception;
            if (first)
                Logger.ConnectFailed(exception, NamesOf(configuration.EndPoints));
        }
    }

    private async Task ReportAsync(ConnectionMultiplexer connection)
    {
        ILookup<bool, IServer> servers = connection.GetServers().ToLookup(server => server.IsConnected);
        IServer[] down = [.. servers[false]];
        if (servers.Contains(true))
            Logger.Connected(NamesOf(servers[true].Select(server => server.EndPoint)));

        try
        {
            // The library keeps the reason to itself until it is asked for something.
            if (down.Length > 0)
                await down[0].PingAsync().ConfigureAwait(false);
        }
        catch (Exception reason)
        {
            _outages.ReportDown([.. down.Select(server => server.EndPoint)], reason);
        }
    }

    // False where the backend was disposed of while it connected.
    private bool TryKeep(IConnectionMultiplexer connection, IDatabase database)
    {
        lock (_gate)
        {
            if (_disposed)
                return false;

            _outages.Watch(connection);
            _connection = connection;
            _database = database;
            return true;
        }
    }

    // What there is to dispose of: nothing where the caller owns the connection, or it was never made, or is closed already.
    private IConnectionMultiplexer? Close()
    {
        lock (_gate)
        {
            IConnectionMultiplexer? connection = _connection;
            _disposed = true;
            _database = null;
            _connection = null;
            if (connection is not null)
                _outages.Unwatch(connection);
            _roles?.Unwatch();

            return _configuration is null ? null : connection;
        }
    }

    private static string NamesOf(IEnumerable<EndPoint> servers) => string.Join(", ", servers.Select(EndPointCollection.ToString));
}
