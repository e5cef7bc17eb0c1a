using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Holds the connection of a backend: one that the backend opens at the first use, or one that the caller owns.</summary>
internal sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    // The first callers wait together for the connection, but only for this long: with a server that is down, the library would block them
    // for its whole connect timeout (5 s if the connection is refused, 15 s if the server does not answer).
    private static readonly TimeSpan _firstConnectWait = TimeSpan.FromSeconds(1);

    // The library reconnects by itself once a connection object exists. If it could not be created, a later call tries again, but at most
    // once per interval.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(2);

    // The library's default backoff grows to ten seconds, during which a server that has recovered would stay unused.
    private static readonly TimeSpan _reconnectInterval = TimeSpan.FromSeconds(1);

    // The library's default is to ask for the primary once a minute. The request has one small reply.
    private static readonly TimeSpan _roleCheckInterval = TimeSpan.FromSeconds(2);

    private readonly ConfigurationOptions? _configuration;
    private readonly RedisOutageLog _outages = new();
    private readonly RedisRoles? _roles;
    private readonly Lock _gate = new();
    private IConnectionMultiplexer? _connection;
    private RedisRenewal? _renewal;
    private volatile IDatabase? _database;
    private Task? _attempt;
    private Task? _opening;
    private Exception? _failure;
    private long _failedAt;
    private bool _disposed;

    public RedisConnection(ConfigurationOptions configuration)
    {
        _configuration = WithCacheSettings(configuration);
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
            if (ConnectsEarly)
                Connect();
        }
    }

    /// <summary>Whether the connection is opened in the background when the cache sets the loggers, before the first use.</summary>
    /// <value>False by default.</value>
    public bool ConnectsEarly { get; init; }

    public RedisPermissions Permissions { get; }

    public RedisSubscriptions Subscriptions { get; } = new();

    /// <summary>Whether a refused login was logged in this outage.</summary>
    public bool IsLoginRefused => _outages.IsLoginRefused;

    /// <summary>Returns the database. After the first use it returns without waiting, even if the server is down.</summary>
    public ValueTask<IDatabase> OpenAsync(CancellationToken cancellationToken) =>
        _database is { } database ? new(database) : new(FirstOpenAsync(cancellationToken));

    /// <summary>
    /// Copies a configuration and applies the settings that a cache needs, so that no caller waits for a server that is down.
    /// </summary>
    public static ConfigurationOptions WithCacheSettings(ConfigurationOptions configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.EndPoints.Count == 0)
            throw new ArgumentException("The configuration names no server. Add one: EndPoints.Add(\"localhost:6379\").", nameof(configuration));

        ConfigurationOptions own = configuration.Clone();
        own.AbortOnConnectFail = false;
        own.IncludeDetailInExceptions = false; // The detail holds the key, and exceptions are logged.
        if (own.BacklogPolicy == BacklogPolicy.Default)
            own.BacklogPolicy = BacklogPolicy.FailFast;
        if (own.ReconnectRetryPolicy is ExponentialRetry)
            own.ReconnectRetryPolicy = new LinearRetry((int)_reconnectInterval.TotalMilliseconds);
        if (own.ConfigCheckSeconds == (int)own.Defaults.ConfigCheckInterval.TotalSeconds)
            own.ConfigCheckSeconds = (int)_roleCheckInterval.TotalSeconds;
        return own;
    }

    /// <summary>Uses another connection from here on. Returns false if the backend was disposed meanwhile.</summary>
    public bool TryReplace(IConnectionMultiplexer connection)
    {
        IConnectionMultiplexer? old = _connection;
        if (!TryKeep(connection, connection.GetDatabase()))
            return false;

        if (old is not null)
            _outages.Unwatch(old);
        return true;
    }

    /// <summary>Logs that the connection was replaced, and a login that is still refused.</summary>
    public async Task ReportReplacedAsync(IConnectionMultiplexer connection)
    {
        EndPoint[] down = DownOf(connection);
        _outages.ReportReplaced(connection.GetEndPoints());
        if (await ReasonAsync(connection, down).ConfigureAwait(false) is { } reason)
            _outages.ReportStillDown(down, reason);
    }

    /// <summary>Logs a login that was refused since the outage began with another failure.</summary>
    public void ReportStillDown(IConnectionMultiplexer connection, Exception reason) => _outages.ReportStillDown(DownOf(connection), reason);

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
            ConnectionFailureType.UnableToConnect, CommandFlags.None, "There is no connection to Redis yet. The backend keeps trying to connect.", _failure);
    }

    private Task Opening()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(RedisBackend));
            bool again = _failure is not null && _attempt!.IsCompleted && Stopwatch.GetElapsedTime(_failedAt) >= _retryAfter;
            if (again && _database is null)
                (_attempt, _opening) = (null, null);
            return _opening ??= Task.WhenAny(_attempt ??= StartAttempt(), Task.Delay(_firstConnectWait));
        }
    }

    // Callers that come later still wait for the attempt, as long as if they had started it.
    private void Connect()
    {
        lock (_gate)
        {
            if (!_disposed)
                _attempt ??= StartAttempt();
        }
    }

    private Task StartAttempt() => CleanContext.Run(() => ConnectAsync(_configuration!));

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
        ILookup<bool, EndPoint> servers = connection.GetServers().ToLookup(server => server.IsConnected, server => server.EndPoint);
        EndPoint[] down = [.. servers[false]];
        if (servers.Contains(true))
            Logger.Connected(NamesOf(servers[true]));
        if (await ReasonAsync(connection, down).ConfigureAwait(false) is { } reason)
            _outages.ReportDown(down, reason);
    }

    // The library reports the reason for a failed connection only in reply to a command.
    private static async Task<Exception?> ReasonAsync(IConnectionMultiplexer connection, EndPoint[] down)
    {
        try
        {
            if (down.Length > 0)
                await connection.GetServer(down[0]).PingAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception reason)
        {
            return reason;
        }
    }

    // Returns false if the backend was disposed while it connected.
    private bool TryKeep(IConnectionMultiplexer connection, IDatabase database)
    {
        lock (_gate)
        {
            if (_disposed)
                return false;

            _outages.Watch(connection);
            _connection = connection;
            _database = database;
            if (_configuration is not null)
                _renewal ??= new RedisRenewal(this, _configuration, connection);
            return true;
        }
    }

    // Returns the connection to dispose, or null if the caller owns it, it was never opened, or it is already closed.
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
            _renewal?.Dispose();

            return _configuration is null ? null : connection;
        }
    }

    private static EndPoint[] DownOf(IConnectionMultiplexer connection) =>
        [.. connection.GetServers().Where(server => !server.IsConnected).Select(server => server.EndPoint)];

    private static string NamesOf(IEnumerable<EndPoint> servers) => string.Join(", ", servers.Select(EndPointCollection.ToString));
}
