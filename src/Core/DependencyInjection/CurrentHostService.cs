using Microsoft.Extensions.Hosting;

namespace CacheKit;

// Makes the hosted services of a host use its caches, and not those of a host that was built after it in the same flow.
internal sealed class HostFlow : IHostedService
{
    // A host makes its hosted services in the very method that starts them: what is entered here holds for all of them, which it would not if
    // it were entered when this one is started.
    public HostFlow(HostCaches caches)
    {
        GlobalCache.Add(caches);
        GlobalCache.Enter(caches);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
