namespace CacheKit;

// A value as it is shown. A response has no text: its body is in the response.
internal sealed record DecodedValue(string Format, string? Text = null, bool IsCut = false, CachedResponse? Response = null)
{
    public const string Json = "json";
    public const string PlainText = "text";
    public const string HttpResponse = "response";
    public const string Binary = "binary";

    public static readonly DecodedValue Undecodable = new("undecodable");
}
