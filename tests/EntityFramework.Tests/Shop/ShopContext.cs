using Microsoft.EntityFrameworkCore;

namespace CacheKit.EntityFramework.Tests.Shop;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();
}
