namespace CacheKit.Benchmarks;

// Mutable: a cache that isolates its callers from each other has to make a copy for each.
public sealed class Account
{
    public static readonly Account Reader = new() { Id = 42, Name = "a reader", Email = "reader@example.org", Roles = { "admin", "author" } };

    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public List<string> Roles { get; init; } = [];
}
