using System.Net;
using System.Net.Sockets;

namespace CacheKit.Servers;

internal static class LoopbackPort
{
    // Free now, perhaps taken by the time a server binds it: whoever starts one tries again.
    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
