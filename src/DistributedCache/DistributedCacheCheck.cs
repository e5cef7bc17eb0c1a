using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Warns at the start of the host if another IDistributedCache is used, and fails it if a cache uses one that it can't use.
internal sealed class DistributedCacheCheck(
    IEnumerable<DistributedCacheRegistration> registrations, IEnumerable<DistributedCacheUse> uses, IServiceProvider services,
    ILoggerFactory loggers)
    : IHostedService
{
    private readonly DistributedCacheRegistration[] _registrations = [.. registrations];
    private readonly ILogger _logger = loggers.CreateLogger("CacheKit");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (DistributedCacheRegistration registration in _registrations.DistinctBy(registration => registration.Builder.Name))
            Check(registration.Builder);
        foreach (DistributedCacheUse use in uses)
            use.Verify(services);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(CacheKitBuilder builder)
    {
        ServiceDescriptor used = builder.Services.Last(
            service => service.ServiceType == typeof(IDistributedCache) && Equals(service.ServiceKey, builder.Name));
        if (Array.TrueForAll(_registrations, registration => registration.Service != used))
            _logger.OtherDistributedCacheUsed(builder.Title, NameOf(used));
    }

    private static string NameOf(ServiceDescriptor service)
    {
        Type? type = service.IsKeyedService
            ? service.KeyedImplementationType ?? service.KeyedImplementationInstance?.GetType()
            : service.ImplementationType ?? service.ImplementationInstance?.GetType();
        return type?.Name ?? "another IDistributedCache";
    }
}
