namespace CacheKit.Benchmarks;

internal interface IItemSource
{
    [Cache(Rivals.Seconds)]
    Task<Item> GetAsync(int id, string kind);
}
