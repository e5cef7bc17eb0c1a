using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Stops an application from starting whose endpoints can't be cached as they say, or ask to be cached while nothing in its pipeline does so.
//
// It runs once the server listens: to know what endpoints say they must be built, which the first request waits for in any case.
internal sealed class EndpointCheck(CacheKitPresence presence, RoutedEndpoints endpoints) : IHostedLifecycleService
{
    private readonly List<EndpointPolicies> _policies = [];
    private bool _isPostponed;

    public void Add(EndpointPolicies policies) => _policies.Add(policies);

    // A host that calls its services only once does not say that it has started.
    public void RunUnlessPostponed()
    {
        if (!_isPostponed)
            Run();
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _isPostponed = true;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Run();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Run()
    {
        foreach (Endpoint endpoint in endpoints.All?.Endpoints ?? [])
        {
            if (!presence.IsConfirmed && endpoint.Metadata.GetMetadata<CacheAttribute>() is not null)
            {
                throw new InvalidOperationException(
                    $"The endpoint {endpoint.DisplayName} asks to be cached, but nothing does so. Call app.UseCacheKit() in Program.cs, after app.UseAuthorization().");
            }

            foreach (EndpointPolicies policies in _policies)
                policies.Of(endpoint);
        }
    }
}
