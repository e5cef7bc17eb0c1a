using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// The route template of an endpoint in metrics, as the metrics of ASP.NET Core have it.
internal static class EndpointRoute
{
    public static string Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route
        ?? (endpoint as RouteEndpoint)?.RoutePattern.RawText
        ?? endpoint.DisplayName
        ?? "";
}
