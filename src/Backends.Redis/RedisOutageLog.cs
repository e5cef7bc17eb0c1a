using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>Logs what becomes of a connection: an outage of a server is one message, and its end another, however many attempts it lasts.</summary>
internal sealed class RedisOutageLog
{
    private readonly Lock _gate = new();
    private readonly HashSet<EndPoint> _down = [];
    private readonly HashSet<EndPoint> _refusing = [];

    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Begins to watch a connection. The servers that are not connected now count as reported.</summary>
    public void Watch(IConnectionMultiplexer connection)
    {
        connection.ConnectionFailed += OnConnectionFailed;
        connection.ConnectionRestored += OnConnectionRestored;

        // Under the lock: a server that comes back meanwhile must not be taken off the list before it is put on.
        lock (_gate)
        {
            foreach (IServer server in connection.GetServers())
            {
                if (!server.IsConnected)
                    _down.Add(server.EndPoint);
            }
        }
    }

    /// <summary>Logs why servers can't be connected to at the start.</summary>
    public void ReportDown(IReadOnlyCollection<EndPoint> servers, Exception reason)
    {
        if (reason is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
            or { InnerException: RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } })
        {
            lock (_gate)
                _refusing.UnionWith(servers);
        }

        Logger.ConnectFailed(reason, string.Join(", ", servers.Select(EndPointCollection.ToString)));
    }

    public void Unwatch(IConnectionMultiplexer connection)
    {
        connection.ConnectionFailed -= OnConnectionFailed;
        connection.ConnectionRestored -= OnConnectionRestored;
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e)
    {
        // The one reason that waiting does not end: it is logged in an outage that began with another, such as a slow connection.
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
        if (IsChange(e, server => _down.Remove(server) | _refusing.Remove(server)))
            Logger.ConnectionRestored(EndPointCollection.ToString(e.EndPoint));
    }

    // A server has a connection for commands and one for subscriptions, and they fall together: only the first one counts.
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
