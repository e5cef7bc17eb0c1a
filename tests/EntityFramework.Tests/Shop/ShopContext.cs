using Microsoft.EntityFrameworkCore;

namespace CacheKit.EntityFramework.Tests.Shop;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Product> Products => Set<Product>();

    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<Country> Countries => Set<Country>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Country>().HasKey(country => country.Code);
        modelBuilder.Entity<Parcel>().OwnsOne(parcel => parcel.Size, size => size.OwnsMany(one => one.Units, unit =>
        {
            unit.WithOwner().HasForeignKey("ParcelId");
            unit.HasKey("ParcelId", nameof(ParcelUnit.Name));
        }));
    }
}
