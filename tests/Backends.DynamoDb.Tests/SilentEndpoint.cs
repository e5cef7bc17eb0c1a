using System.Net;
using System.Net.Sockets;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A service that accepts connections and never answers.</summary>
internal sealed class SilentEndpoint : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _clients = [];

    public SilentEndpoint()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>Whether a client has connected.</summary>
    public bool IsAsked
    {
        get
        {
            lock (_clients)
                return _clients.Count > 0;
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        lock (_clients)
            _clients.ForEach(client => client.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync();
                lock (_clients)
                    _clients.Add(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }
}
