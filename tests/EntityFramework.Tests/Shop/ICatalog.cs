namespace CacheKit.EntityFramework.Tests.Shop;

public interface ICatalog
{
    [Cache(60, Tags = ["product:{id}"])]
    Task<string?> NameAsync(int id, CancellationToken cancellationToken = default);

    [Cache(60, RefreshAt = 0.5)]
    Task<string?> RefreshedNameAsync(int id);

    [Cache(60, Grace = 3600, SoftTimeout = 0)]
    Task<string?> StaleNameAsync(int id);
}
