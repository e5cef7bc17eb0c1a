using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Warns at the start of the host if another HybridCache is registered too.
internal sealed class HybridCacheCheck(IEnumerable<HybridCacheRegistration> registrations, ILoggerFactory loggers) : IHostedService
{
    private readonly HybridCacheRegistration[] _registrations = [.. registrations];
    private readonly ILogger _logger = loggers.CreateLogger("CacheKit");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (HybridCacheRegistration registration in _registrations.DistinctBy(registration => registration.Builder.Name))
            Check(registration.Builder);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(CacheKitBuilder builder)
    {
        ServiceDescriptor[] all = [.. builder.Services.Where(service => service.ServiceType == typeof(HybridCache))];
        ServiceDescriptor[] others = [.. all.Where(IsOther)];
        ServiceDescriptor used = all.Last(HasName);
        if (others.Contains(used))
            _logger.OtherHybridCacheUsed(builder.Title, NameOf(used));
        else if (others.Any(HasName) || (builder.Name is null && LeftNoService(builder, others)))
            _logger.AddHybridCacheIgnored(builder.Title);

        bool HasName(ServiceDescriptor service) => Equals(service.ServiceKey, builder.Name);
    }

    private bool IsOther(ServiceDescriptor service) => Array.TrueForAll(_registrations, registration => registration.Service != service);

    // AddHybridCache registers no HybridCache if there is one, but the factory of its serializers.
    private static bool LeftNoService(CacheKitBuilder builder, ServiceDescriptor[] others) =>
        others.Length == 0 && builder.Services.Any(service =>
            service.ServiceType == typeof(IHybridCacheSerializerFactory) && !service.IsKeyedService
            && HybridCacheCoder.IsMicrosofts(service.ImplementationType));

    private static string NameOf(ServiceDescriptor service)
    {
        Type? type = service.IsKeyedService
            ? service.KeyedImplementationType ?? service.KeyedImplementationInstance?.GetType()
            : service.ImplementationType ?? service.ImplementationInstance?.GetType();
        return type?.Name ?? "another HybridCache";
    }
}
