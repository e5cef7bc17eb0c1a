namespace Storefront.Shop;

/// <summary>A row of the table of products.</summary>
public sealed class Product
{
    public int Id { get; init; }

    public required string Name { get; init; }

    public decimal Price { get; set; }
}
