using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Which headers of a response are stored with it.
internal static class StoredHeaders
{
    // Those that belong to one connection (RFC 9110, section 7.6.1) or to one message, and our own.
    private static readonly FrozenSet<string> _never = new[]
    {
        HeaderNames.Connection, HeaderNames.KeepAlive, HeaderNames.ProxyAuthenticate, HeaderNames.ProxyAuthorization, HeaderNames.ProxyConnection,
        HeaderNames.TE, HeaderNames.Trailer, HeaderNames.TransferEncoding, HeaderNames.Upgrade, "Proxy-Authentication-Info",
        HeaderNames.ContentLength, HeaderNames.Date, HeaderNames.Server, HeaderNames.Age, CacheStatus.HeaderName,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What the handler set: what was there before it ran comes from outside, and does so again on a hit.
    public static KeyValuePair<string, StringValues>[] Of(IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before, string statusHeader)
    {
        string[] ofConnection = [.. ResponseHeaders.Tokens(headers.Connection)];
        return
        [
            .. headers.Where(header =>
                (!_never.Contains(header.Key) || SaysThatItIsEmpty(header)) &&
                !header.Key.Equals(statusHeader, StringComparison.OrdinalIgnoreCase) &&
                !ofConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase) &&
                !(before.TryGetValue(header.Key, out StringValues value) && value == header.Value))
        ];
    }

    // The request's values of the headers that the response's Vary names.
    public static KeyValuePair<string, string>[] VaryValues(IHeaderDictionary response, IHeaderDictionary request) =>
    [
        .. from name in ResponseHeaders.Tokens(response.Vary)
           select KeyValuePair.Create(name, request[name].ToString())
    ];

    public static bool VaryMatches(CachedResponse response, IHeaderDictionary request)
    {
        foreach ((string name, string value) in response.VaryValues)
        {
            if (!VaryValue.AreEqual(name, request[name].ToString(), value))
                return false;
        }

        return true;
    }

    // Status pages and the like in front of the cache leave such a response alone, but not one that says nothing of a body.
    private static bool SaysThatItIsEmpty(KeyValuePair<string, StringValues> header) =>
        header.Value == "0" && header.Key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase);
}
