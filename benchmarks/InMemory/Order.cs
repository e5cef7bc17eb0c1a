namespace CacheKit.Benchmarks;

internal sealed class Order
{
    public int Id { get; set; }

    public string? Customer { get; set; }

    public List<OrderLine> Lines { get; set; } = [];
}
