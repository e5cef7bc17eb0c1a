using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The endpoint filters of an endpoint on which .Cache() was called, including filters that are added later. Stored in the metadata, because
// a built endpoint does not expose its filters.
internal sealed class EndpointFilterList(EndpointBuilder builder)
{
    private readonly IList<Func<EndpointFilterFactoryContext, EndpointFilterDelegate, EndpointFilterDelegate>> _factories = builder.FilterFactories;

    // The validation filter of the framework depends only on the request, which is in the key.
    public bool IsEmpty => _factories.All(factory => factory.Method.DeclaringType?.Name == "ValidationEndpointFilterFactory");
}
