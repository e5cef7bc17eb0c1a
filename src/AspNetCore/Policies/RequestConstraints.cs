using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;

namespace CacheKit;

// Finds route constraints that may choose by other parts of a request than its URL: those of the application. The framework's own
// constraints evaluate only the URL.
internal sealed class RequestConstraints(IOptions<RouteOptions> options)
{
    public bool MayBeIn(RoutePattern pattern) => pattern.ParameterPolicies.Values.Any(policies => policies.Any(MayBe));

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The map is only read.")]
    private bool MayBe(RoutePatternParameterPolicyReference reference) => reference.ParameterPolicy is { } instance
        ? IsOfApplication(instance.GetType()) || instance is CompositeRouteConstraint or OptionalRouteConstraint
        : reference.Content is { } content &&
            options.Value.ConstraintMap.TryGetValue(content.Split('(')[0], out Type? type) && IsOfApplication(type);

    private static bool IsOfApplication(Type type) =>
        type.IsAssignableTo(typeof(IRouteConstraint)) &&
        !type.Assembly.GetName().Name!.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal);
}
