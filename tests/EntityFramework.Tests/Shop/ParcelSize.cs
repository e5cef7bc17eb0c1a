namespace CacheKit.EntityFramework.Tests.Shop;

public sealed class ParcelSize
{
    public int Width { get; set; }

    public ICollection<ParcelUnit> Units { get; } = [];
}
