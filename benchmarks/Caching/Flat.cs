namespace CacheKit.Benchmarks;

public sealed class Flat
{
    public int Id { get; set; }

    public string? Name { get; set; }

    public string? Email { get; set; }

    public decimal Balance { get; set; }

    public DateTime Created { get; set; }
}
