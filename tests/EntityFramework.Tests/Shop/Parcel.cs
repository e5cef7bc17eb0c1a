namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>An entity with an owned one, and with others in a relation of many to many.</summary>
public sealed class Parcel
{
    public int Id { get; set; }

    public ParcelSize Size { get; set; } = new();

    public ICollection<ParcelLabel> Labels { get; } = [];
}
