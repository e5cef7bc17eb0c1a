using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Describes a stored response.
internal static class ResponseModels
{
    // What is shown while values are hidden.
    private static readonly string[] _harmless =
    [
        "Age", "Cache-Control", "Content-Encoding", "Content-Language", "Content-Length", "Content-Type", "Date", "ETag", "Expires",
        "Last-Modified", "Vary",
    ];

    // Parts of the names of headers that may carry a credential. They are never shown.
    private static readonly string[] _secret =
    [
        "api-key", "apikey", "access-key", "auth", "cookie", "credential", "csrf", "password", "secret", "session", "signature", "token", "xsrf",
    ];

    public static ResponseModel Of(CachedResponse response, bool showsValue, out bool isCut)
    {
        DecodedValue body = ContentText.Of(response.Body.Span);
        isCut = showsValue && body.IsCut;
        return new ResponseModel(
            response.StatusCode,
            [
                .. from header in response.Headers
                   where IsShown(header.Key, showsValue)
                   from value in header.Value
                   select new HeaderModel(header.Key, value),
            ],
            body.Format,
            showsValue ? body.Text : null);
    }

    private static bool IsShown(string name, bool showsValue) =>
        !_secret.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)) &&
        (showsValue || _harmless.Contains(name, StringComparer.OrdinalIgnoreCase));
}
