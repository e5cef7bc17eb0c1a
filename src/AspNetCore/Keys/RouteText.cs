using Microsoft.AspNetCore.Routing.Patterns;

namespace CacheKit;

// Replaces the path in a key if the endpoint varies by route values: the pattern of its route, and its required values, because all
// actions of a conventional route have the same pattern. The braces of the pattern are kept; in the path of a request they are encoded, so
// the two never collide.
internal sealed class RouteText(RoutePattern pattern, string[] chosen)
{
    public string Path { get; } = PathOf(pattern);

    // { " " name "=" value }
    public string RequiredValues { get; } = string.Concat(pattern.RequiredValues
        .Where(value => value.Value is string { Length: > 0 } && !chosen.Contains(value.Key, StringComparer.OrdinalIgnoreCase))
        .OrderBy(value => value.Key, StringComparer.OrdinalIgnoreCase)
        .Select(value => $" {value.Key}={Uri.EscapeDataString((string)value.Value!)}"));

    private static string PathOf(RoutePattern pattern)
    {
        string text = pattern.RawText ?? string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(PartOf))));
        if (text.AsSpan().IndexOfAnyExcept(UriCharacters.Route) >= 0)
        {
            text = Uri.EscapeDataString(text)
                .Replace("%2F", "/", StringComparison.Ordinal)
                .Replace("%7B", "{", StringComparison.Ordinal)
                .Replace("%7D", "}", StringComparison.Ordinal);
        }

        return text.StartsWith('/') ? text : "/" + text;
    }

    private static string PartOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart { IsCatchAll: true } parameter => $"{{*{parameter.Name}}}",
        RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        _ => "",
    };
}
