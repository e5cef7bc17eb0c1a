using System.Collections.Frozen;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Headers that are never stored: those of one connection (RFC 9110, section 7.6.1), of one message or of one client, and our own.
internal static class UnstoredHeaders
{
    public const string CacheStatus = "Cache-Status";

    private static readonly FrozenSet<string> _names = new[]
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization, HeaderNames.ProxyConnection,
        HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, "Proxy-Authentication-Info",
        HeaderNames.ContentLength, HeaderNames.ContentRange, HeaderNames.Server, HeaderNames.SetCookie, CacheStatus,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contain(string name) => _names.Contains(name);
}
