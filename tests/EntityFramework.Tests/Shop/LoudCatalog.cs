namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>A catalog that a caller creates without a container.</summary>
public sealed class LoudCatalog(ShopContext shop, Turnstile turnstile) : ICatalog
{
    private readonly Catalog _catalog = new(shop, turnstile);

    public Task<string?> NameAsync(int id, CancellationToken cancellationToken = default) => _catalog.NameAsync(id, cancellationToken);

    public Task<string?> RefreshedNameAsync(int id) => _catalog.RefreshedNameAsync(id);

    public Task<string?> StaleNameAsync(int id) => _catalog.StaleNameAsync(id);
}
