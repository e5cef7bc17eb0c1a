using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Whether a server can send a response as it is. A store may hold what somebody else has written there: a server would refuse that only when
// the request has become a hit, and a line break in a reason phrase it would even send.
internal static class SendableResponse
{
    // What clients take of all headers together, .NET's own among them.
    private const int HeaderLimit = 64 * 1024;

    private static readonly SearchValues<char> _ofNames =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool Is(CachedResponse response) =>
        CacheableStatus.WhyNot(response.StatusCode) is null &&
        (response.Body.Length == 0 || response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent)) &&
        !(response.ReasonPhrase ?? "").Any(char.IsControl) &&
        response.CacheStatus.All(IsValue) &&
        Array.TrueForAll(response.Headers, header => IsHeader(header, response.Body.Length == 0)) &&
        LengthOf(response) <= HeaderLimit;

    // A token (RFC 9110, section 5.6.2).
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(_ofNames);

    private static bool IsHeader(KeyValuePair<string, StringValues> header, bool isBodyEmpty) =>
        IsName(header.Key) && header.Value.All(IsValue) &&
        (!UnstoredHeaders.Contain(header.Key) || (isBodyEmpty && IsNoLength(header)));

    private static bool IsNoLength(KeyValuePair<string, StringValues> header) =>
        header.Key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) && header.Value == "0";

    // Printable ASCII: other text is sent only by a server that was told its encoding.
    private static bool IsValue(string? value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static long LengthOf(CachedResponse response) =>
        (response.ReasonPhrase?.Length ?? 0) + LengthOf(response.CacheStatus) + response.Headers.Sum(header => header.Key.Length + LengthOf(header.Value));

    private static long LengthOf(StringValues values) => values.Sum(value => (long)(value?.Length ?? 0));
}
