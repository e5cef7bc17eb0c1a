namespace CacheKit.Benchmarks;

public sealed class Child
{
    public string? Name { get; set; }

    public Parent? Parent { get; set; }
}
