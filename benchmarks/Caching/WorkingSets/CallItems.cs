namespace CacheKit.Benchmarks;

// One function with one, three and eight arguments.
internal static class CallItems
{
    public const int Seconds = 24 * 60 * 60;

    private static int _loads;

    public static int Loads => Volatile.Read(ref _loads);

    [Cache(Seconds)]
    public static Task<Item> OneAsync(int id) => Task.FromResult(Load(id));

    [Cache(Seconds)]
    public static Task<Item> ThreeAsync(int id, string kind, long page) => Task.FromResult(Load(id));

    [Cache(Seconds)]
    public static Task<Item> EightAsync(int id, string kind, long page, bool active, Guid tenant, string culture, int size, byte version) =>
        Task.FromResult(Load(id));

    public static Item Load(int id)
    {
        Interlocked.Increment(ref _loads);
        return Item.Load(id, "kind");
    }
}
