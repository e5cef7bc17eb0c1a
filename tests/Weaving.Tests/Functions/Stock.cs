namespace CacheKit.Weaving.Tests.Functions;

/// <summary>Functions whose attributes say more than how long.</summary>
internal static class Stock
{
    public static int Runs { get; set; }

    public static Exception? Failure { get; set; }

    [Cache(60, Grace = 600, RetryAfter = 5)]
    public static Task<int> Kept(int id) => Task.FromResult(Next(id));

    [Cache(60, Grace = 600)]
    public static int KeptSynchronously(int id) => Next(id);

    [Cache(60, RefreshAt = 0.5)]
    public static Task<int> Refreshed(int id) => Task.FromResult(Next(id));

    [Cache(60, Sliding = 10)]
    public static Task<int> Slid(int id) => Task.FromResult(Next(id));

    [Cache(60, NullExpire = 5)]
    public static Task<string?> Named(int id)
    {
        Next(id);
        return Task.FromResult<string?>(null);
    }

    [Cache(60, Exceptions = [typeof(IOException)], ExceptionExpire = 5)]
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

    [Cache(60, RefreshAt = 2)]
    public static Task<int> Wrong(int id) => Task.FromResult(Next(id));

    private static int Next(int id)
    {
        Runs++;
        return Failure is null ? (100 * id) + Runs : throw Failure;
    }
}
