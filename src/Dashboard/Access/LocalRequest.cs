using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Decides whether a request was made on this machine, by its user. A request without an address came through a Unix socket or a test server.
internal static class LocalRequest
{
    private const string LocalHost = "localhost";

    public static bool Is(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address)) &&
        IsLocalName(context.Request.Host.Host) &&
        !IsForwarded(context.Request.Headers);

    // A page of another site can let its own host name resolve to this machine (DNS rebinding). It can't choose a name of this machine.
    private static bool IsLocalName(string host) =>
        host.Equals(LocalHost, StringComparison.OrdinalIgnoreCase) ||
        host.EndsWith("." + LocalHost, StringComparison.OrdinalIgnoreCase) ||
        (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    // A tunnel or proxy on this machine sends the requests of others.
    private static bool IsForwarded(IHeaderDictionary headers) =>
        headers.ContainsKey("Forwarded") ||
        !AreLoopback(headers["X-Forwarded-For"]) ||
        !AreLoopback(headers["X-Real-IP"]) ||
        !AreLocalNames(headers["X-Forwarded-Host"]);

    private static bool AreLocalNames(StringValues hosts)
    {
        foreach (string? value in hosts)
        {
            if (!(value ?? "").Split(',', StringSplitOptions.TrimEntries).All(host => IsLocalName(new HostString(host).Host)))
                return false;
        }

        return true;
    }

    private static bool AreLoopback(StringValues addresses)
    {
        foreach (string? value in addresses)
        {
            foreach (string text in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (!IPEndPoint.TryParse(text, out IPEndPoint? end) || !IPAddress.IsLoopback(end.Address))
                    return false;
            }
        }

        return true;
    }
}
