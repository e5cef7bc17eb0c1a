namespace CacheKit;

// Which statuses may be cached where an endpoint asks for them.
internal static class CacheableStatus
{
    // Null if it may.
    public static string? WhyNot(int status) => status switch
    {
        < 200 or > 599 => "is no final status",

        // RFC 9110, sections 13 to 15: what a request with another condition or range would not get.
        206 or 304 or 412 or 416 => "answers the condition or the range of one client",

        // RFC 9110, section 15.5: they are about the connection, the credentials for a proxy, the protocol, the content or the
        // expectation of one request, none of which is in a key. So is 425 (RFC 8470), and 499, by which servers note that the
        // client has gone.
        407 or 408 or 411 or 413 or 415 or 417 or 421 or 425 or 426 or 499 or 505 => "answers how one client has sent its request",

        // RFC 6585, sections 3 to 6: they must not be stored.
        428 or 429 or 431 or 511 => "must not be stored by a cache (RFC 6585)",
        _ => null,
    };
}
