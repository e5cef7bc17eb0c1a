namespace CacheKit.Benchmarks;

// One function in the forms it can have. It computes at no cost: only hits are measured.
internal static class Items
{
    [Cache(Rivals.Seconds)]
    public static Task<Item> GetAsync(int id, string kind) => Task.FromResult(Item.Load(id, kind));

    [Cache(Rivals.Seconds)]
    public static ValueTask<Item> GetValueAsync(int id, string kind) => new(Item.Load(id, kind));

    [Cache(Rivals.Seconds)]
    public static Item Get(int id, string kind) => Item.Load(id, kind);

    [Cache(Rivals.Seconds, Tags = ["item:{id}"])]
    public static Task<Item> GetTaggedAsync(int id, string kind) => Task.FromResult(Item.Load(id, kind));

    // 0.0 and -0.0 are equal and have different keys, so a number of this kind is looked up by key.
    [Cache(Rivals.Seconds)]
    public static Task<Item> GetByWeightAsync(double weight, string kind) => Task.FromResult(Item.Load((int)weight, kind));

    [Cache(Rivals.Seconds)]
    public static Task<Account> GetAccountAsync(int id, string name) => Task.FromResult(LoadAccount(id, name));

    public static Account LoadAccount(int id, string name) => new() { Id = id, Name = name, Email = "ada@example.org", Roles = { "admin", "author" } };
}
