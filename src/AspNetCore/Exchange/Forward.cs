namespace CacheKit;

// The reason why a request is forwarded to its handler, in the terms of Cache-Status (RFC 9211, section 2.2).
internal readonly record struct Forward(string Reason, bool IsBypass, string? Detail = null)
{
    // The store has no entry for the URL.
    public static readonly Forward Miss = new("uri-miss", IsBypass: false);

    // The store has no entry, or only entries for other request headers.
    public static readonly Forward AnyMiss = new("miss", IsBypass: false);

    // The entry was stored for other values of the headers in its Vary.
    public static readonly Forward VaryMiss = new("vary-miss", IsBypass: false);

    // The client requires a younger entry.
    public static readonly Forward TooOld = new("request", IsBypass: false);

    // The entry has expired.
    public static readonly Forward Stale = new("stale", IsBypass: false);

    // The client does not accept a stored response.
    public static readonly Forward Asked = new("request", IsBypass: true);

    public static readonly Forward Method = new("method", IsBypass: true);

    public static Forward Bypass(string detail) => new("bypass", IsBypass: true, detail);
}
