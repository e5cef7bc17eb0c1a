namespace CacheKit.EntityFramework.Tests.Shop;

public sealed class ParcelLabel
{
    public int Id { get; set; }

    public ICollection<Parcel> Parcels { get; } = [];
}
