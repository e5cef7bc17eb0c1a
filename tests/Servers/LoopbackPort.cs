using System.Net;
using System.Net.Sockets;

namespace CacheKit.Servers;

/// <summary>Starts servers on free loopback ports.</summary>
public static class LoopbackPort
{
    private const int StartAttempts = 5;

    // Linux gives the ports from 32,768 on to outgoing connections and to servers that ask for any port. One of them could take the port before
    // the server binds it, or while it restarts.
    private const int FirstPort = 10_000;
    private const int EndOfPorts = 32_768;

    // Another test run may take the port before the server binds it: the caller tries again.
    internal static int FindFree()
    {
        while (true)
        {
            int port = Random.Shared.Next(FirstPort, EndOfPorts);
            if (IsFree(port))
                return port;
        }
    }

    /// <summary>
    /// Creates a server on a free port and runs it. If the server ends by itself, most likely because another process took the port first,
    /// another port is tried, up to a few times.
    /// </summary>
    /// <param name="create">Creates the server for a port.</param>
    /// <param name="tryRun">Runs the server; false: it ended by itself.</param>
    /// <param name="didNotStart">Returns the exception for a server that did not start.</param>
    public static async Task<TServer> StartServerAsync<TServer>(
        Func<int, TServer> create, Func<TServer, Task<bool>> tryRun, Func<TServer, Exception> didNotStart)
        where TServer : IAsyncDisposable
    {
        for (var attempt = 1; ; attempt++)
        {
            TServer server = create(FindFree());
            try
            {
                if (await tryRun(server))
                    return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            Exception failure = didNotStart(server);
            await server.DisposeAsync();
            if (attempt == StartAttempts)
                throw failure;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
