using System.ComponentModel;

namespace CacheKit.Benchmarks;

// Immutable, and marked as HybridCache wants it: its best case, in which it hands out the value by reference as well.
[ImmutableObject(true)]
public sealed record User(int Id, string Name, string Email)
{
    public static readonly User Ada = new(42, "Ada Lovelace", "ada@example.org");
}
