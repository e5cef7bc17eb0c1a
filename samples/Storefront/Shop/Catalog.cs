using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Caching.Hybrid;

namespace Storefront.Shop;

/// <summary>The products, cached by Microsoft's abstractions: it does not know what implements them.</summary>
public sealed class Catalog(ProductTable table, HybridCache cache, IOutputCacheStore pages)
{
    /// <summary>The tag of all cached products, and of the pages that show them.</summary>
    public const string Tag = "products";

    private static readonly HybridCacheEntryOptions _options = new() { Expiration = TimeSpan.FromHours(1) };

    public ValueTask<Offer?> FindAsync(int id, CancellationToken cancellationToken) => cache.GetOrCreateAsync(
        KeyOf(id), (table, id), static async (state, token) => await state.table.FindAsync(state.id, token), _options, [Tag],
        cancellationToken);

    public Task<Offer[]> ListAsync(CancellationToken cancellationToken) => table.ListAsync(cancellationToken);

    /// <summary>Changes one price, and removes one entry by its key.</summary>
    public async Task ChangePriceAsync(int id, decimal price, CancellationToken cancellationToken)
    {
        await table.ChangePricesAsync(id, _ => price, cancellationToken);
        await cache.RemoveAsync(KeyOf(id), cancellationToken);
        await pages.EvictByTagAsync(Tag, cancellationToken);
    }

    /// <summary>Lowers all prices, and removes all entries by their tag.</summary>
    public async Task ReduceAsync(int percent, CancellationToken cancellationToken)
    {
        await table.ChangePricesAsync(null, price => decimal.Round(price * (100 - percent) / 100, 2), cancellationToken);
        await cache.RemoveByTagAsync(Tag, cancellationToken);
        await pages.EvictByTagAsync(Tag, cancellationToken);
    }

    private static string KeyOf(int id) => $"product:{id}";
}
