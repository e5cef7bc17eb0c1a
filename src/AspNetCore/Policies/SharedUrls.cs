using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// The cached endpoints as they are now: an application may add and replace some while it runs.
internal sealed class SharedUrls(IServiceProvider services)
{
    private readonly EndpointDataSource? _source = services.GetService<EndpointDataSource>();
    private readonly MatcherPolicy[] _policies = [.. services.GetServices<MatcherPolicy>()];

    private CachedEndpoints? _current;

    // Asked rather than heard: a request may reach a new endpoint before the call back of a change.
    public CachedEndpoints Current =>
        Volatile.Read(ref _current) is { HaveChanged: false } current ? current : _current = new CachedEndpoints(_source, _policies);
}
