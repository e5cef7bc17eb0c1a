using CacheKit;

namespace NativeAot;

internal static class Prices
{
    [Cache(60, Namespace = "prices")]
    public static async ValueTask<Price> FindAsync(string article, CancellationToken cancellationToken = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        return new Price(article, article.Length * 1.5m, Guid.NewGuid());
    }

    public static Task<Price> GrossAsync(string article) => TaxedAsync(article, 19);

    [Cache(60, Namespace = "prices")]
    private static async Task<Price> TaxedAsync(string article, int percent)
    {
        Price net = await FindAsync(article);
        return net with { Amount = net.Amount * (100 + percent) / 100 };
    }
}
