using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Storefront.Shop;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options), IDataProtectionKeyContext
{
    private const int ProductCount = 40;

    public DbSet<Product> Products => Set<Product>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.Entity<Product>().HasData(
            Enumerable.Range(1, ProductCount).Select(id => new Product { Id = id, Name = $"Chair {id}", Price = 20 + id }));
}
