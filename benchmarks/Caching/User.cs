using System.ComponentModel;

namespace CacheKit.Benchmarks;

// Immutable, and marked as HybridCache wants it: its best case, in which it hands out the value by reference as well.
[ImmutableObject(true)]
public sealed record User(int Id, string Name, string Email)
{
    public static readonly User Reader = new(42, "a reader", "reader@example.org");
}
