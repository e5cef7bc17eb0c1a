namespace CacheKit.Dashboard.Tests.Fakes;

/// <summary>A cached function.</summary>
internal static class Counter
{
    private static int _runs;

    [Cache(3600, Namespace = "counters")]
    public static Task<int> NextAsync(string name) => Task.FromResult(Interlocked.Increment(ref _runs));
}
