namespace CacheKit.Benchmarks;

internal sealed class ItemSource : IItemSource
{
    // Declared as the interface, so that the calls go through it.
    public static IItemSource Create() => new ItemSource();

    public Task<Item> GetAsync(int id, string kind) => Task.FromResult(Item.Load(id, kind));
}
