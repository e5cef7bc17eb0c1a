using Microsoft.AspNetCore.Routing.Patterns;

namespace CacheKit;

// Decides whether a path may match two routes. Route constraints are not evaluated.
internal static class RouteOverlap
{
    public static bool Of(RoutePattern one, RoutePattern other)
    {
        for (int i = 0; ; i++)
        {
            RoutePatternPathSegment? left = SegmentOf(one, i);
            RoutePatternPathSegment? right = SegmentOf(other, i);
            if ((left is null && right is null) || IsCatchAll(left) || IsCatchAll(right))
                return true;
            if (left is null)
                return CanEndAt(other, i);
            if (right is null)
                return CanEndAt(one, i);
            if (LiteralOf(one, left) is { } literal
                && LiteralOf(other, right) is { } otherLiteral
                && !literal.Equals(otherLiteral, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }
    }

    private static RoutePatternPathSegment? SegmentOf(RoutePattern pattern, int index) =>
        index < pattern.PathSegments.Count ? pattern.PathSegments[index] : null;

    private static bool IsCatchAll(RoutePatternPathSegment? segment) => ParameterOf(segment) is { IsCatchAll: true };

    private static RoutePatternParameterPart? ParameterOf(RoutePatternPathSegment? segment) =>
        segment is { IsSimple: true } ? segment.Parts[0] as RoutePatternParameterPart : null;

    private static bool CanEndAt(RoutePattern pattern, int index) => pattern.PathSegments.Skip(index).All(segment =>
        ParameterOf(segment) is { } parameter && (parameter.IsOptional || parameter.IsCatchAll || pattern.Defaults.ContainsKey(parameter.Name)));

    // Null if several texts match the segment. In a conventional route the controller and the action are required values. A parameter
    // policy may transform them, so segments with a policy have no literal.
    private static string? LiteralOf(RoutePattern pattern, RoutePatternPathSegment segment)
    {
        if (segment is { IsSimple: true } && segment.Parts[0] is RoutePatternLiteralPart literal)
            return literal.Content;

        return ParameterOf(segment) is { ParameterPolicies.Count: 0 } parameter
            && pattern.RequiredValues.GetValueOrDefault(parameter.Name) is string { Length: > 0 } value
                ? value
                : null;
    }
}
