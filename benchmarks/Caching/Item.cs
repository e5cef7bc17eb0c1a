using System.ComponentModel;

namespace CacheKit.Benchmarks;

// What the functions return: immutable, and marked as HybridCache wants it, so that it too hands it out by reference.
[ImmutableObject(true)]
public sealed record Item(int Id, string Kind, decimal Price)
{
    public static Item Load(int id, string kind) => new(id, kind, 9.95m);
}
