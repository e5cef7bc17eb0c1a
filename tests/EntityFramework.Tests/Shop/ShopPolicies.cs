namespace CacheKit.EntityFramework.Tests.Shop;

/// <summary>The policies of the catalog's functions, which both allow a run in the background.</summary>
internal static class ShopPolicies
{
    public const string RefreshedEarly = "refreshed early";

    public const string StaleFirst = "stale first";

    public static void AddTo(CacheOptions options)
    {
        options.AddPolicy(RefreshedEarly, policy => policy.Stale = new StaleOptions { EagerRefreshThreshold = 0.5 });
        options.AddPolicy(StaleFirst, policy => policy.Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero });
    }
}
