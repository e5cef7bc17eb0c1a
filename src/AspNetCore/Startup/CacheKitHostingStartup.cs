using System.ComponentModel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CacheKit;

/// <summary>
/// Checks at startup that an application with <c>[Cache]</c> or <c>[CacheEvict]</c> endpoints calls <c>UseCacheKit</c>, makes cached
/// functions use the caches of the host that handles the request, and records the arguments of MVC actions that evict by them. The package registers
/// it in the application at build time; do not call it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CacheKitHostingStartup : IHostingStartup
{
    /// <inheritdoc/>
    public void Configure(IWebHostBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        // A second assembly of the application may name this hosting startup, too.
        builder.ConfigureServices(static services =>
        {
            services.TryAddSingleton<CacheKitPresence>();
            services.TryAddSingleton<RoutedEndpoints>();
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, SharedEndpointsFilter>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, MissingCacheKitFilter>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, RequestFlowFilter>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IFilterProvider, ArgumentFilters>());
        });
    }
}
