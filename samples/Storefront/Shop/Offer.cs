namespace Storefront.Shop;

/// <summary>A product as it was when it was read.</summary>
public sealed record Offer(int Id, string Name, decimal Price, DateTimeOffset ReadAt);
