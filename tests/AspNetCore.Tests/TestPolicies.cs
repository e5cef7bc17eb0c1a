namespace CacheKit.AspNetCore.Tests;

/// <summary>The policies that the attributes of tests name.</summary>
internal static class TestPolicies
{
    /// <summary>A stale response is sent first, and the handler runs in the background.</summary>
    public const string StaleFirst = "stale first";

    /// <summary>A stale response is sent after two seconds.</summary>
    public const string StaleAfterTwoSeconds = "stale after two seconds";

    public const string RetriedAfterFiveSeconds = "retried after five seconds";

    public const string RefreshedEarly = "refreshed early";

    public const string Sliding = "sliding";

    public const string Jittered = "jittered";

    /// <summary>An <see cref="IOException"/> is thrown again for ten seconds.</summary>
    public const string RememberingFailures = "remembering failures";

    public static void AddTo(CacheOptions options)
    {
        TimeSpan grace = TimeSpan.FromSeconds(600);
        AddStale(options, StaleFirst, new StaleOptions { Grace = grace, SoftTimeout = TimeSpan.Zero });
        AddStale(options, StaleAfterTwoSeconds, new StaleOptions { Grace = grace, SoftTimeout = TimeSpan.FromSeconds(2) });
        AddStale(options, RetriedAfterFiveSeconds, new StaleOptions { Grace = grace, RetryAfter = TimeSpan.FromSeconds(5) });
        AddStale(options, RefreshedEarly, new StaleOptions { EagerRefreshThreshold = 0.8 });
        AddRules(options, Sliding, new ExpirationRules { SlidingExpiration = TimeSpan.FromSeconds(30) });
        AddRules(options, Jittered, new ExpirationRules { Jitter = 0.5 });
        AddRules(options, RememberingFailures, new ExpirationRules
        {
            ExceptionExpiration = exception => exception is IOException ? TimeSpan.FromSeconds(10) : null,
        });
    }

    private static void AddStale(CacheOptions options, string name, StaleOptions stale) => options.AddPolicy(name, policy => policy.Stale = stale);

    private static void AddRules(CacheOptions options, string name, ExpirationRules rules) => options.AddPolicy(name, policy => policy.ExpirationRules = rules);
}
