using Microsoft.AspNetCore.Routing.Patterns;

namespace CacheKit;

// What stands in a key in place of the path, where an endpoint varies by route values: the pattern of its route, and the values by which
// routing finds it, as all actions of a conventional route have one pattern. The pattern keeps its braces, which the path of no request has
// in a key.
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
