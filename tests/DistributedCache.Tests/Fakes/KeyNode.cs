using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CacheKit.DistributedCache.Tests.Fakes;

/// <summary>A process that keeps the keys of data protection in CacheKit.</summary>
internal sealed class KeyNode : IDisposable
{
    private readonly ServiceProvider _services;

    public KeyNode(ICacheBackend backend, string prefix, TimeProvider clock)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services
            .AddCacheKit(prefix, options =>
            {
                options.TimeProvider = clock;
                options.Expiration = TimeSpan.FromMinutes(1);
                options.Store = new StoreOptions { Timeout = TimeSpan.FromMinutes(1), BreakAfter = null };
            })
            .UseBackend(backend).AsDistributedCache(options => options.Namespace = "keys");
        services.AddDataProtection().SetApplicationName("shop");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DistributedCacheXmlRepository(provider.GetRequiredService<IDistributedCache>())));
        _services = services.BuildServiceProvider();
    }

    public ICache Cache => _services.GetRequiredService<ICache>();

    public string Protect(string text) => Protector.Protect(text);

    public string Unprotect(string text) => Protector.Unprotect(text);

    public void Dispose() => _services.Dispose();

    private IDataProtector Protector => _services.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookies");
}
