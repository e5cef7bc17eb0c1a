using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Warns at the start of the host if more than one store is registered: output caching uses the last one.
internal sealed class OutputCacheStoreCheck(IEnumerable<OutputCacheStoreRegistration> registrations, ILoggerFactory loggers) : IHostedService
{
    private readonly OutputCacheStoreRegistration[] _registrations = [.. registrations];
    private readonly ILogger _logger = loggers.CreateLogger("CacheKit");

    public Task StartAsync(CancellationToken cancellationToken)
    {
        string[] stores = [.. _registrations[0].Builder.Services.Where(IsStore).Select(NameOf)];
        foreach (string unused in stores.Distinct().Where(store => store != stores[^1]))
            _logger.OutputCacheStoreUnused(stores[^1], unused);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // AddOutputCache registers a store in memory, which every other one is meant to replace.
    private static bool IsStore(ServiceDescriptor service) =>
        service.ServiceType == typeof(IOutputCacheStore) && !service.IsKeyedService
        && service.ImplementationFactory?.Method.Module.Assembly != typeof(IOutputCacheStore).Assembly;

    private string NameOf(ServiceDescriptor service) =>
        Array.Find(_registrations, registration => registration.Service == service) is { } own
            ? $"the {own.Builder.Title}"
            : (service.ImplementationType ?? service.ImplementationInstance?.GetType())?.Name ?? "another IOutputCacheStore";
}
