using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Finds the features of a request for hits, each of which looks for several. IFeatureCollection.Get is a generic method of an interface, whose
// dispatch takes longer than the lookup.
internal static class RequestFeatures
{
    public static T? Feature<T>(this HttpContext context)
        where T : class => (T?)context.Features[typeof(T)];

    public static Endpoint? EndpointOf(HttpContext context) => context.Feature<IEndpointFeature>()?.Endpoint;
}
