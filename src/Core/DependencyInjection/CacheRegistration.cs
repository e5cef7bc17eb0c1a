using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// One call of AddCacheKit or AddKeyedCacheKit.
internal sealed record CacheRegistration(CacheKitBuilder Builder)
{
    public string? Name => Builder.Name;

    // The last registration of a name, which replaces the others.
    public static CacheRegistration? Current(IServiceProvider services, string? name) =>
        services.GetServices<CacheRegistration>().LastOrDefault(registration => registration.Name == name);
}
