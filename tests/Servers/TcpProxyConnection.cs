using System.Net.Sockets;

namespace CacheKit.Servers;

/// <summary>A client's connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class TcpProxyConnection(TcpProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Forwards bytes in both directions until either side closes, or the connection is reset.</summary>
    public async Task RelayAsync(string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            client.NoDelay = true;
            await proxy.PassAsync(cancellationToken);
            await _server.ConnectAsync(host, port, cancellationToken);
            Task ended = await Task.WhenAny(CarryAsync(client, _server, cancellationToken), CarryAsync(_server, client, cancellationToken));
            await ended;
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side detects the end by itself.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Closes both sides with a reset (RST) instead of a normal close.</summary>
    public void Reset()
    {
        client.Close(timeout: 0);
        _server.Close(timeout: 0);
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task CarryAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
        {
            await proxy.PassAsync(cancellationToken);
            for (int sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellationToken);
        }
    }
}
