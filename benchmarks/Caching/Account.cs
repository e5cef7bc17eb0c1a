namespace CacheKit.Benchmarks;

// Mutable: a cache that isolates its callers from each other has to make a copy for each.
public sealed class Account
{
    public static readonly Account Ada = new() { Id = 42, Name = "Ada Lovelace", Email = "ada@example.org", Roles = { "admin", "author" } };

    public int Id { get; set; }

    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public List<string> Roles { get; init; } = [];
}
