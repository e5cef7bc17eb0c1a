using Microsoft.EntityFrameworkCore;

namespace Storefront.Shop;

/// <summary>The slow database, and how often this process has read a product from it.</summary>
public sealed class ProductTable(IDbContextFactory<ShopContext> database, TimeProvider time)
{
    private long _reads;

    public long Reads => Interlocked.Read(ref _reads);

    public async Task CreateAsync()
    {
        await using ShopContext shop = await database.CreateDbContextAsync();
        await shop.Database.EnsureCreatedAsync();
    }

    public async Task<Offer?> FindAsync(int id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);   // stands for an expensive query
        await using ShopContext shop = await database.CreateDbContextAsync(cancellationToken);
        Product? product = await shop.Products.FindAsync([id], cancellationToken);
        return product is null ? null : ToOffer(product);
    }

    public async Task<Offer[]> ListAsync(CancellationToken cancellationToken)
    {
        await using ShopContext shop = await database.CreateDbContextAsync(cancellationToken);
        return [.. (await shop.Products.OrderBy(product => product.Id).ToListAsync(cancellationToken)).Select(ToOffer)];
    }

    /// <summary>Changes the prices of all products that are named, or of all.</summary>
    public async Task ChangePricesAsync(int? id, Func<decimal, decimal> change, CancellationToken cancellationToken)
    {
        await using ShopContext shop = await database.CreateDbContextAsync(cancellationToken);
        foreach (Product product in await shop.Products.Where(product => id == null || product.Id == id).ToListAsync(cancellationToken))
            product.Price = change(product.Price);
        await shop.SaveChangesAsync(cancellationToken);
    }

    private Offer ToOffer(Product product) => new(product.Id, product.Name, product.Price, time.GetUtcNow());
}
