namespace CacheKit.Weaving.Tests.Functions;

/// <summary>Functions whose attributes set more than the expiration.</summary>
internal static class Stock
{
    public static int Runs { get; set; }

    public static Exception? Failure { get; set; }

    [Cache(60, Policy = "retried soon")]
    public static Task<int> Kept(int id) => Task.FromResult(Next(id));

    [Cache(60, Grace = 600)]
    public static int KeptSynchronously(int id) => Next(id);

    [Cache(60, Policy = "refreshed early")]
    public static Task<int> Refreshed(int id) => Task.FromResult(Next(id));

    [Cache(60, Policy = "sliding")]
    public static Task<int> Slid(int id) => Task.FromResult(Next(id));

    [Cache(60, Policy = "short nulls")]
    public static Task<string?> Named(int id)
    {
        Next(id);
        return Task.FromResult<string?>(null);
    }

    [Cache(60, Policy = "remembered failures")]
    public static Task<int> Failing(int id) => Task.FromResult(Next(id));

    [Cache(60, Lease = 10)]
    public static Task<int> Leased(int id) => Task.FromResult(Next(id));

    [Cache(60)]
    public static Task<int> Adaptive(int id)
    {
        CacheContext.Current!.Expiration = TimeSpan.FromSeconds(id);
        CacheContext.Current!.AddTags($"stock:{id}");
        return Task.FromResult(Next(id));
    }

    [Cache(60, Grace = -1)]
    public static Task<int> Wrong(int id) => Task.FromResult(Next(id));

    public static void AddPolicies(CacheOptions options)
    {
        TimeSpan five = TimeSpan.FromSeconds(5);
        options.AddPolicy("retried soon", policy => policy.Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(10), RetryAfter = five });
        options.AddPolicy("refreshed early", policy => policy.Stale = new StaleOptions { EagerRefreshThreshold = 0.5 });
        options.AddPolicy("sliding", policy => policy.ExpirationRules = new ExpirationRules { SlidingExpiration = 2 * five });
        options.AddPolicy("short nulls", policy => policy.ExpirationRules = new ExpirationRules { NullExpiration = five });
        options.AddPolicy("remembered failures", policy => policy.ExpirationRules = new ExpirationRules
        {
            ExceptionExpiration = exception => exception is IOException ? five : null,
        });
    }

    private static int Next(int id)
    {
        Runs++;
        return Failure is null ? (100 * id) + Runs : throw Failure;
    }
}
