using Microsoft.Extensions.Hosting;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A hosted service that only starts.</summary>
internal sealed class StartingService(Action start) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
