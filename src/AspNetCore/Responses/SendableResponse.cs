using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Checks that a server can send a stored response. Others may write to the store. A server would reject an invalid response only after the
// request had become a hit, and it would even send a line break in a reason phrase.
internal static class SendableResponse
{
    // The total size of the headers that clients accept, the .NET client included.
    private const int HeaderLimit = 64 * 1024;

    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool Is(CachedResponse response) =>
        CacheableStatus.WhyNot(response.StatusCode) is null &&
        (response.Body.Length == 0 || response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent)) &&
        !(response.ReasonPhrase ?? "").Any(char.IsControl) &&
        response.CacheStatus.All(IsValue) &&
        Array.TrueForAll(response.Headers, header => IsHeader(header, response.Body.Length == 0)) &&
        LengthOf(response) <= HeaderLimit;

    // A token (RFC 9110, section 5.6.2).
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(_nameCharacters);

    private static bool IsHeader(KeyValuePair<string, StringValues> header, bool isBodyEmpty) =>
        IsName(header.Key) && header.Value.All(IsValue) &&
        (!UnstoredHeaders.Contain(header.Key) || (isBodyEmpty && IsZeroLength(header)));

    private static bool IsZeroLength(KeyValuePair<string, StringValues> header) =>
        header.Key.Equals(HeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase) && header.Value == "0";

    // Printable ASCII. A server sends other text only if an encoding is configured.
    private static bool IsValue(string? value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static long LengthOf(CachedResponse response) =>
        (response.ReasonPhrase?.Length ?? 0) + LengthOf(response.CacheStatus) + response.Headers.Sum(header => header.Key.Length + LengthOf(header.Value));

    private static long LengthOf(StringValues values) => values.Sum(value => (long)(value?.Length ?? 0));
}
