using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Which headers of a response are stored with it.
internal static class StoredHeaders
{
    // Those that describe the body, whoever set them (RFC 9110, section 8, and RFC 6266).
    private static readonly FrozenSet<string> _ofBody = new[]
    {
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentLocation,
        HeaderNames.ContentDisposition, HeaderNames.ETag, HeaderNames.LastModified,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // What the handler set, and what describes its body: the rest of what was there before it ran comes from outside, and does so
    // again on a hit.
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

        // Where the lifetime is ours, so is the date from which it counts.
        return SaysLifetime(stored) ? stored : Array.FindAll(stored, header => !Is(header, HeaderNames.Date));
    }

    // What a 304 of the handler changes of a stored response (RFC 9111, section 3.2): nothing that belongs to the body or to one client.
    public static KeyValuePair<string, StringValues>[] UpdatesOf(
        IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before, string statusHeader) =>
        Array.FindAll(
            Of(headers, before, statusHeader),
            header => !_ofBody.Contains(header.Key) && !Is(header, HeaderNames.Vary));

    // What caches that the handler has asked say of themselves.
    public static StringValues CacheStatusOf(IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before)
    {
        var said = KeyValuePair.Create(CacheStatus.HeaderName, headers[CacheStatus.HeaderName]);
        return IsNew(said, before) ? said.Value : default;
    }

    // The request's values of the headers that the response's Vary names.
    public static KeyValuePair<string, string>[] VaryValues(
        IHeaderDictionary response, IHeaderDictionary request, Credentials credentials) =>
    [
        .. from name in ResponseHeaders.Tokens(response.Vary)
           select KeyValuePair.Create(name, credentials.Protect(name, request[name].ToString()))
    ];

    public static bool VaryMatches(CachedResponse response, IHeaderDictionary request, Credentials credentials)
    {
        foreach ((string name, string value) in response.VaryValues)
        {
            if (!VaryValue.AreEqual(name, credentials.Protect(name, request[name].ToString()), value))
                return false;
        }

        return true;
    }

    private static bool IsNew(KeyValuePair<string, StringValues> header, IReadOnlyDictionary<string, StringValues> before) =>
        !(before.TryGetValue(header.Key, out StringValues value) && value == header.Value);

    // Status pages and the like in front of the cache leave such a response alone, but not one that says nothing of a body.
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
