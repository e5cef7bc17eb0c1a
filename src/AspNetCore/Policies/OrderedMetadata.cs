using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace CacheKit;

internal static class OrderedMetadata
{
    // Ordered from the most general setting to the most specific. In the metadata, settings of all controllers or pages come after the
    // attributes of one controller or page.
    public static List<T> Of<T>(Endpoint endpoint)
        where T : class
    {
        IReadOnlyList<T> settings = endpoint.Metadata.GetOrderedMetadata<T>();
        return endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action
            ? [.. settings.OrderBy(setting => action.EndpointMetadata.Contains(setting))]
            : [.. settings];
    }
}
