using System.ComponentModel;

namespace CacheKit.Benchmarks;

// Immutable, and marked as HybridCache wants it, so that it too hands out the object it holds.
[ImmutableObject(true)]
internal sealed record Item(int Id, string Name)
{
    // A key of 22 characters, as all of these tables use.
    public static string KeyOf(int id) => $"catalogue-item-{id:D7}";
}
