using System.ComponentModel;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>
/// Checks when an application starts that one whose endpoints are marked <c>[Cache]</c> calls <c>UseCacheKit</c>, and has cached functions
/// use the caches of the host that their request belongs to. The package names it to the application at build time; nobody calls it.
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
            .AddSingleton<IStartupFilter, MissingCacheKitFilter>()
            .AddSingleton<IStartupFilter, RequestFlowFilter>());
    }
}
