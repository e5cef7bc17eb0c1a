namespace CacheKit.Weaving.Tests.Functions;

// A struct whose functions change it.
internal record struct Basket(int Owner)
{
    private static int _runs;

    public static bool IsBroken { get; set; }

    [Cache]
    public readonly Task<string> FindAsync(int id) => Task.FromResult($"{Owner} {id} {++_runs}");

    [CachePut(nameof(FindAsync))]
    public readonly async Task<string> SaveAsync(int id)
    {
        await Task.Yield();
        return IsBroken ? throw new InvalidOperationException("Broken.") : $"saved {id}";
    }

    // Changes the struct, and so its key, before it returns its task.
    [CacheEvict(nameof(FindAsync))]
    public ValueTask MoveAsync(int id)
    {
        Owner = id;
        return default;
    }

    [CacheEvict(nameof(FindAsync))]
    private readonly async Task DropAsync(int id) => await Task.Yield();

    [CacheEvict(nameof(FindAsync))]
    private readonly int Drop(int id) => id;

    public readonly Task CallDropAsync(int id) => DropAsync(id);

    public readonly int CallDrop(int id) => Drop(id);
}
