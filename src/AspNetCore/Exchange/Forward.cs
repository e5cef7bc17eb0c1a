namespace CacheKit;

// Why a request goes on to its handler: the words of Cache-Status (RFC 9211, section 2.2).
internal readonly record struct Forward(string Reason, bool IsBypass, string? Detail = null)
{
    // The store has no entry for it.
    public static readonly Forward Miss = new("uri-miss", IsBypass: false);

    // The store has none, or only such as other request headers choose.
    public static readonly Forward AnyMiss = new("miss", IsBypass: false);

    // There is an entry, but for other values of the headers that its Vary names.
    public static readonly Forward VaryMiss = new("vary-miss", IsBypass: false);

    // There is an entry, but the client wants a younger one.
    public static readonly Forward TooOld = new("request", IsBypass: false);

    // There is an entry that has expired.
    public static readonly Forward Stale = new("stale", IsBypass: false);

    // The client wants no stored response.
    public static readonly Forward Asked = new("request", IsBypass: true);

    public static readonly Forward Method = new("method", IsBypass: true);

    public static Forward Bypass(string detail) => new("bypass", IsBypass: true, detail);
}
