namespace CacheKit;

// Decides which statuses an endpoint may choose to cache.
internal static class CacheableStatus
{
    // The end of a sentence that begins with "it"; null if the status may be cached.
    public static string? WhyNot(int status) => status switch
    {
        < 200 or > 599 => "is not a final status",

        // RFC 9110, sections 13 to 15: these depend on the conditions or the range of the request.
        206 or 304 or 412 or 416 => "answers the condition or the range of one client",

        // RFC 9110, section 15.5: these depend on the connection, the proxy credentials, the protocol, the content or the
        // expectation of a request, none of which is in a key. So does 425 (RFC 8470), and so does 499, which some servers use
        // when the client has disconnected.
        407 or 408 or 411 or 413 or 415 or 417 or 421 or 425 or 426 or 499 or 505 => "depends on how one client sent its request",

        // RFC 6585, sections 3 to 6.
        428 or 429 or 431 or 511 => "must not be stored by a cache (RFC 6585)",
        _ => null,
    };
}
