using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The endpoint filters of an endpoint that .Cache() was called on, also those that are added after it: in its metadata, as only the builder of
// an endpoint shows them.
internal sealed class EndpointFilterList(EndpointBuilder builder)
{
    private readonly IList<Func<EndpointFilterFactoryContext, EndpointFilterDelegate, EndpointFilterDelegate>> _factories = builder.FilterFactories;

    // The framework's own validation answers by what the request says, which is in the key.
    public bool IsEmpty => _factories.All(factory => factory.Method.DeclaringType?.Name == "ValidationEndpointFilterFactory");
}
