using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Logs connection outages: one message when a server is lost and one when it is restored, however many attempts fail between.
/// </summary>
internal sealed class RedisOutageLog
{
    private readonly Lock _gate = new();
    private readonly HashSet<EndPoint> _down = [];
    private readonly HashSet<EndPoint> _refusing = [];
    private bool _isReplacementReported;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public bool IsLoginRefused
    {
        get
        {
            lock (_gate)
                return _refusing.Count > 0;
        }
    }

    /// <summary>
    /// Starts to observe a connection. Servers that are disconnected at this moment count as already reported, and those that an earlier
    /// connection has lost and that are connected are logged as restored.
    /// </summary>
    public void Watch(IConnectionMultiplexer connection)
    {
        connection.ConnectionFailed += OnConnectionFailed;
        connection.ConnectionRestored += OnConnectionRestored;

        // Under the lock, so that a server that reconnects now is not removed from the set before it is added.
        List<EndPoint> restored = [];
        lock (_gate)
        {
            foreach (IServer server in connection.GetServers())
            {
                if (!server.IsConnected)
                    _down.Add(server.EndPoint);
                else if (Restore(server.EndPoint))
                    restored.Add(server.EndPoint);
            }
        }

        foreach (EndPoint server in restored)
            Logger.ConnectionRestored(EndPointCollection.ToString(server));
    }

    /// <summary>Logs why servers are unreachable at startup.</summary>
    public void ReportDown(IReadOnlyCollection<EndPoint> servers, Exception reason)
    {
        if (IsRefusedLogin(reason))
        {
            lock (_gate)
                _refusing.UnionWith(servers);
        }

        Logger.ConnectFailed(reason, NamesOf(servers));
    }

    /// <summary>Logs why servers are still unreachable, if they refuse the login and that was not logged yet.</summary>
    public void ReportStillDown(IReadOnlyCollection<EndPoint> servers, Exception reason)
    {
        if (!IsRefusedLogin(reason))
            return;

        EndPoint[] refusing;
        lock (_gate)
            refusing = [.. servers.Where(_refusing.Add)];
        if (refusing.Length > 0)
            Logger.LoginRefused(reason, NamesOf(refusing));
    }

    /// <summary>Logs that the connection was replaced; once per outage.</summary>
    public void ReportReplaced(IReadOnlyCollection<EndPoint> servers)
    {
        lock (_gate)
        {
            if (_isReplacementReported)
                return;
            _isReplacementReported = _down.Count > 0;
        }

        Logger.ConnectionReplaced(NamesOf(servers));
    }

    public void Unwatch(IConnectionMultiplexer connection)
    {
        connection.ConnectionFailed -= OnConnectionFailed;
        connection.ConnectionRestored -= OnConnectionRestored;
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e)
    {
        // A refused login does not resolve by waiting, so it is logged even if the outage began with another failure, such as a slow
        // connection.
        if (e.FailureType == ConnectionFailureType.AuthenticationFailure)
        {
            if (IsChange(e, server => _refusing.Add(server) | _down.Add(server)))
                Logger.LoginRefused(e.Exception, EndPointCollection.ToString(e.EndPoint));
        }
        else if (IsChange(e, _down.Add))
        {
            Logger.ConnectionFailed(e.Exception, EndPointCollection.ToString(e.EndPoint));
        }
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs e)
    {
        if (IsChange(e, Restore))
            Logger.ConnectionRestored(EndPointCollection.ToString(e.EndPoint));
    }

    private bool Restore(EndPoint server)
    {
        _isReplacementReported = false;
        return _down.Remove(server) | _refusing.Remove(server);
    }

    private static bool IsRefusedLogin(Exception reason) =>
        reason is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
            or { InnerException: RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } };

    private static string NamesOf(IEnumerable<EndPoint> servers) => string.Join(", ", servers.Select(EndPointCollection.ToString));

    // Each server has one connection for commands and one for subscriptions, and both fail together: only the first event counts.
    private bool IsChange(ConnectionFailedEventArgs e, Func<EndPoint, bool> apply)
    {
        if (e.EndPoint is null || e.ConnectionType != ConnectionType.Interactive)
            return false;

        lock (_gate)
        {
            return apply(e.EndPoint);
        }
    }
}
