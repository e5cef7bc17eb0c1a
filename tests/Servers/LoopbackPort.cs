using System.Net;
using System.Net.Sockets;

namespace CacheKit.Servers;

internal static class LoopbackPort
{
    private const int StartAttempts = 5;

    // Free now, perhaps taken by the time a server binds it: whoever starts one tries again.
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>
    /// Makes a server on a free port and runs it. Where it ends by itself, most likely because somebody took the port in the
    /// meantime, another port is tried, a few times.
    /// </summary>
    /// <param name="create">Makes the server of a port.</param>
    /// <param name="tryRun">Runs it; false: it ended by itself.</param>
    /// <param name="didNotStart">The reason why it did not.</param>
    public static async Task<TServer> StartServerAsync<TServer>(Func<int, TServer> create, Func<TServer, Task<bool>> tryRun, Func<TServer, Exception> didNotStart)
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
}
