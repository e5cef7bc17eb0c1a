using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Makes a host the current one for its hosted services, even if the same code built another host afterwards.
internal sealed class CurrentHostService : IHostedService
{
    // A host creates its hosted services in the method that also starts them, so a change of the execution context in this constructor
    // applies to all of them. A change in StartAsync would apply to this service only.
    public CurrentHostService(HostCaches caches)
    {
        GlobalCache.Add(caches);
        GlobalCache.Enter(caches);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
