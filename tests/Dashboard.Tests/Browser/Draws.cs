namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>A cached function.</summary>
internal static class Draws
{
    private static int _last;

    [Cache(300, Namespace = "draws", Tags = ["draw:{id}"])]
    public static async Task<int> NextAsync(int id)
    {
        await Task.Yield();
        return id + Interlocked.Increment(ref _last);
    }
}
