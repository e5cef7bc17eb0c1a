using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Selects the headers that are stored with a response.
internal static class StoredHeaders
{
    // Headers that describe the body, whoever set them (RFC 9110, section 8, and RFC 6266).
    private static readonly FrozenSet<string> _ofBody = new[]
    {
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentLocation,
        HeaderNames.ContentDisposition, HeaderNames.ETag, HeaderNames.LastModified,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // Headers set by the handler, and headers that describe the body. Other headers were set by outer middleware, which sets them again on
    // a hit.
    public static KeyValuePair<string, StringValues>[] Of(
        IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before, string statusHeader)
    {
        string[] ofConnection = [.. ResponseHeaders.Tokens(headers.Connection)];
        KeyValuePair<string, StringValues>[] stored =
        [
            .. headers.Where(header =>
                (!UnstoredHeaders.Contain(header.Key) || IsEmptyBody(header)) &&
                !header.Key.Equals(statusHeader, StringComparison.OrdinalIgnoreCase) &&
                !ofConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase) &&
                (_ofBody.Contains(header.Key) || IsNew(header, before)))
        ];

        // If the cache sets the lifetime, it also sets the Date.
        return SaysLifetime(stored) ? stored : Array.FindAll(stored, header => !Is(header, HeaderNames.Date));
    }

    // The headers that a handler's 304 updates in the stored response (RFC 9111, section 3.2): none that describe the body or belong to one
    // client.
    public static KeyValuePair<string, StringValues>[] UpdatesOf(
        IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before, string statusHeader) =>
        Array.FindAll(
            Of(headers, before, statusHeader),
            header => !_ofBody.Contains(header.Key) && !Is(header, HeaderNames.Vary));

    // The Cache-Status of upstream caches that the handler called.
    public static StringValues CacheStatusOf(IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before)
    {
        var header = KeyValuePair.Create(CacheStatus.HeaderName, headers[CacheStatus.HeaderName]);
        return IsNew(header, before) ? header.Value : default;
    }

    // The request's values of the headers in the response's Vary.
    public static KeyValuePair<string, string>[] VaryValues(
        IHeaderDictionary response, IHeaderDictionary request, Credentials credentials) =>
    [
        .. from name in ResponseHeaders.Tokens(response.Vary)
           select KeyValuePair.Create(name, credentials.Protect(name, VaryValue.Of(request, name)))
    ];

    public static bool VaryMatches(CachedResponse response, IHeaderDictionary request, Credentials credentials)
    {
        foreach ((string name, string value) in response.VaryValues)
        {
            if (!VaryValue.AreEqual(name, credentials.Protect(name, VaryValue.Of(request, name)), value))
                return false;
        }

        return true;
    }

    private static bool IsNew(KeyValuePair<string, StringValues> header, IReadOnlyDictionary<string, StringValues> before) =>
        !(before.TryGetValue(header.Key, out StringValues value) && value == header.Value);

    // Outer middleware, such as status code pages, replaces a response without Content-Length, so a zero length is stored.
    private static bool IsEmptyBody(KeyValuePair<string, StringValues> header) =>
        Is(header, HeaderNames.ContentLength) && header.Value == "0";

    private static bool SaysLifetime(KeyValuePair<string, StringValues>[] headers) =>
        Array.Exists(
            headers,
            header => Is(header, HeaderNames.Expires) ||
                (Is(header, HeaderNames.CacheControl) && new DirectiveReader(header.Value).Read()));

    private static bool Is(KeyValuePair<string, StringValues> header, string name) =>
        header.Key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
