using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheKit.Servers;

/// <summary>A network link between a client and a server that tests can cut: a loopback port that forwards to another port.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpProxyConnection, Task> _connections = [];
    private readonly CancellationTokenSource _end = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private volatile bool _refuses;
    private volatile TaskCompletionSource? _held;

    public TcpProxy(string host, int port)
    {
        _host = host;
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary><c>host:port</c> for the client whose network is cut.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Resets all connections, and each new one as soon as it is accepted.</summary>
    public void Cut()
    {
        _refuses = true;
        foreach (TcpProxyConnection connection in _connections.Keys)
            connection.Reset();
    }

    /// <summary>
    /// Stops forwarding in both directions without closing anything: connections stay open, new ones are accepted, and no reply arrives.
    /// </summary>
    public void Swallow() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Forwards again. Bytes that were sent over a connection that is still open arrive late, as over a real network.</summary>
    public void Mend()
    {
        _refuses = false;
        TaskCompletionSource? held = _held;
        _held = null;
        held?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Mend();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    /// <summary>Waits until the proxy forwards.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        while (_held is { } held)
            await held.Task.WaitAsync(cancellationToken);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync(_end.Token);
                var connection = new TcpProxyConnection(this, client);
                if (_refuses)
                    connection.Reset();
                else
                    _connections[connection] = RelayAsync(connection);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task RelayAsync(TcpProxyConnection connection)
    {
        // The connection must be recorded before it can end.
        await Task.Yield();
        await connection.RelayAsync(_host, _port, _end.Token);
        _connections.TryRemove(connection, out _);
    }
}
