using System.ComponentModel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

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
        builder.ConfigureServices(static services => services
            .AddSingleton<CacheKitPresence>()
            .AddSingleton<RoutedEndpoints>()
            .AddSingleton<IStartupFilter, SharedEndpointsFilter>()
            .AddSingleton<IStartupFilter, MissingCacheKitFilter>()
            .AddSingleton<IStartupFilter, RequestFlowFilter>()
            .AddSingleton<IFilterProvider, ArgumentFilters>());
    }
}
