using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The evictions of the endpoints of an application. Each is read once.
internal sealed class EvictionPolicies(IServiceProvider services, EndpointCaches caches, bool evictsPaths)
{
    private readonly ConditionalWeakTable<Endpoint, EndpointEvictions> _read = [];
    private readonly EvictionReader _reader = new(services, caches, evictsPaths);

    // Null for an endpoint that evicts nothing.
    public EndpointEvictions? Of(Endpoint endpoint) =>
        evictsPaths || EvictionReader.MayEvict(endpoint) ? _read.GetValue(endpoint, _reader.Read) : null;
}
