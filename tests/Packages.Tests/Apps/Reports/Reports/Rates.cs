using CacheKit;

namespace Reports;

[CacheName("rates")]
public static class Rates
{
    private static int _reads;

    /// <summary>The number of reads from the source.</summary>
    public static int Reads => _reads;

    [Cache(60)]
    public static Task<decimal> FindAsync(string currency, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult(currency.Length / 2m);
    }
}
