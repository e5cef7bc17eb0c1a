namespace CacheKit.Benchmarks;

// One function for one id, and element by element in the forms that its result can have. All share the entries of the first.
internal static class ElementItems
{
    public static int Loads { get; private set; }

    [Cache(Rivals.Seconds)]
    public static Task<Item> FindAsync(int id) => Task.FromResult(Load(id));

    [Cache(Each = nameof(ids), Shares = nameof(FindAsync))]
    public static Task<IReadOnlyDictionary<int, Item>> FindManyAsync(IReadOnlyCollection<int> ids) =>
        Task.FromResult<IReadOnlyDictionary<int, Item>>(ids.ToDictionary(id => id, Load));

    [Cache(Each = nameof(ids), Shares = nameof(FindAsync))]
    public static Task<Item[]> ListAsync(int[] ids) => Task.FromResult(Array.ConvertAll(ids, Load));

    private static Item Load(int id)
    {
        Loads++;
        return Item.Load(id, "kind");
    }
}
