namespace CacheKit.EntityFramework.Tests.Shop;

public interface ICatalog
{
    [Cache(60, Tags = ["product:{id}"])]
    Task<string?> NameAsync(int id, CancellationToken cancellationToken = default);

    [Cache(60, Policy = ShopPolicies.RefreshedEarly)]
    Task<string?> RefreshedNameAsync(int id);

    [Cache(60, Policy = ShopPolicies.StaleFirst)]
    Task<string?> StaleNameAsync(int id);
}
