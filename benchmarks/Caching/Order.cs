namespace CacheKit.Benchmarks;

public sealed class Order
{
    public int Id { get; set; }

    public string? Customer { get; set; }

    public DateTime Placed { get; set; }

    public List<OrderLine> Lines { get; set; } = [];
}
