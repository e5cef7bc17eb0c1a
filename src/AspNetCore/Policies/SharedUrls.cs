using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit;

// Holds the current snapshot of the cached endpoints. An application may add and replace endpoints while it runs.
internal sealed class SharedUrls(IServiceProvider services)
{
    private readonly MatcherPolicy[] _policies = [.. services.GetServices<MatcherPolicy>()];
    private readonly RequestConstraints _constraints = new(services.GetRequiredService<IOptions<RouteOptions>>());
    private readonly Pipelines _pipelines = Pipelines.Of(services);

    private CachedEndpoints? _current;

    // Checks for changes at each call, because a request may reach a new endpoint before the change callback runs.
    public CachedEndpoints Current => Volatile.Read(ref _current) is { HaveChanged: false } current ? current : _current = Read();

    private CachedEndpoints Read() => new(RoutedEndpoints.Of(services), _policies, _constraints, _pipelines);
}
