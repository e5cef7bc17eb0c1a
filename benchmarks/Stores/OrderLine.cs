namespace CacheKit.Benchmarks;

internal sealed class OrderLine
{
    public int Id { get; set; }

    public string? Product { get; set; }

    public decimal Price { get; set; }

    public int Count { get; set; }

    public DateTime Ordered { get; set; }
}
