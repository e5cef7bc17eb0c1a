using System.Buffers;

namespace CacheKit;

// Characters that a URI contains unencoded.
internal static class UriCharacters
{
    private const string Unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    private const string PathCharacters = Unreserved + "/:@!$&'()*+,;=";

    // A name, an IPv4 address or a bracketed IPv6 address, and a port (RFC 3986, section 3.2).
    public static readonly SearchValues<char> Host = SearchValues.Create(Unreserved + ":[]");

    // Segments and the slashes between them (RFC 3986, section 3.3).
    public static readonly SearchValues<char> Path = SearchValues.Create(PathCharacters);

    // Names and values that are not encoded, and the characters between them.
    public static readonly SearchValues<char> Query = SearchValues.Create(Unreserved + "=&");

    // A path and the braces of its parameters.
    public static readonly SearchValues<char> Route = SearchValues.Create(PathCharacters + "{}");
}
