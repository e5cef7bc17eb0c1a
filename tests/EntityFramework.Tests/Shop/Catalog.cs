using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>A typical scoped service, whose context ends with its scope.</summary>
public sealed class Catalog(ShopContext shop, Turnstile turnstile) : ICatalog
{
    public Task<string?> NameAsync(int id, CancellationToken cancellationToken = default) => ReadAsync(shop, turnstile, id);

    public Task<string?> RefreshedNameAsync(int id) => ReadAsync(shop, turnstile, id);

    public Task<string?> StaleNameAsync(int id) => ReadAsync(shop, turnstile, id);

    /// <summary>Calls a cached function through its class, which is registered under its interface.</summary>
    public Task<string?> OwnNameAsync(int id) => OwnCachedNameAsync(id);

    [Cache(60, Policy = ShopPolicies.RefreshedEarly)]
    public Task<string?> OwnCachedNameAsync(int id) => ReadAsync(shop, turnstile, id);

    [Cache(60, Policy = ShopPolicies.RefreshedEarly)]
    public static Task<string?> NameFromAsync(int id, [CacheIgnore] ShopContext context, [CacheIgnore] Turnstile turnstile) =>
        ReadAsync(context, turnstile, id);

    [Cache(60, Policy = ShopPolicies.RefreshedEarly)]
    public static Task<string?> NameFromAsync(int id, IServiceProvider services) =>
        ReadAsync(services.GetRequiredService<ShopContext>(), services.GetRequiredService<Turnstile>(), id);

    [Cache(60, Policy = ShopPolicies.RefreshedEarly)]
    public static Task<string?> NameForAsync(int id, Microsoft.AspNetCore.Http.HttpContext request) => NameFromAsync(id, request.RequestServices);

    private static async Task<string?> ReadAsync(ShopContext shop, Turnstile turnstile, int id)
    {
        await turnstile.PassAsync(shop);
        return await shop.Products.Where(product => product.Id == id).Select(product => product.Name).SingleOrDefaultAsync();
    }
}
