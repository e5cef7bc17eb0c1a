namespace CacheKit.Benchmarks;

public sealed class Parent
{
    public string? Name { get; set; }

    public List<Child> Children { get; } = [];
}
