namespace CacheKit.Weaving.Tests.Functions;

/// <summary>A key builder that does what a test asks for.</summary>
internal sealed class AwaitedKeys : IAsyncKeyBuilder
{
    public static Func<CacheCall, CancellationToken, ValueTask<string>> Building { get; set; } = BuildAfterWaitAsync;

    /// <summary>The key begins with the tenant of the caller, which is not an argument.</summary>
    public static AsyncLocal<string?> Tenant { get; } = new();

    public static async ValueTask<string> BuildAfterWaitAsync(CacheCall call, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return $"{call.KeyPrefix}{Tenant.Value} {string.Join(' ', call.Arguments.Select(argument => argument.Value))}";
    }

    public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => Building(call, cancellationToken);
}

/// <summary>A key builder that can do without waiting.</summary>
internal sealed class BothKeys : IKeyBuilder, IAsyncKeyBuilder
{
    public string Build(in CacheCall call) => $"{call.KeyPrefix}built {call.Arguments[0].Value}";

    public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new($"{call.KeyPrefix}awaited {call.Arguments[0].Value}");
}

internal sealed class EmptyKeys : IKeyBuilder
{
    public string Build(in CacheCall call) => "";
}

/// <summary>The generator can't see which key builder it sets.</summary>
internal sealed class AwaitedAttribute : CacheAttribute
{
    public AwaitedAttribute() => KeyBuilder = typeof(AwaitedKeys);
}

/// <summary>Functions whose keys must be awaited. They count their runs.</summary>
internal static class Awaited
{
    private static int _runs;

    public static int Runs
    {
        get => _runs;
        set => _runs = value;
    }

    /// <summary>The ids that the functions for many ids were called with.</summary>
    public static List<int[]> Loads { get; } = [];

    [Cache(60, KeyBuilder = typeof(AwaitedKeys), Tags = ["id:{id}"])]
    public static async Task<string> FindAsync(int id, CancellationToken cancellationToken = default)
    {
        await Task.Delay(1, cancellationToken);
        return $"{id} {Interlocked.Increment(ref _runs)}";
    }

    [Awaited]
    public static ValueTask<int> CountAsync(int id) => new((100 * id) + ++Runs);

    [Awaited]
    public static int Synchronous(int id) => (100 * id) + ++Runs;

    [Cache(KeyBuilder = typeof(BothKeys))]
    public static int Both(int id) => (100 * id) + ++Runs;

    [Cache(KeyBuilder = typeof(BothKeys))]
    public static Task<int> BothAsync(int id) => Task.FromResult((100 * id) + ++Runs);

    [Cache(KeyBuilder = typeof(EmptyKeys))]
    public static int Keyless(int id) => (100 * id) + ++Runs;

    [CachePut(nameof(FindAsync))]
    public static Task<string> PutAsync(int id, string text) => Task.FromResult(text);

    [CacheEvict(nameof(FindAsync))]
    public static Task ForgetAsync(int id) => Task.FromResult(id);

    [CacheEvict(nameof(FindAsync), Before = true)]
    public static async ValueTask<string> ReplaceAsync(int id) => await FindAsync(id);

    [CacheEvict(nameof(CountAsync))]
    public static void ForgetCount(int id) => _ = id;

    [Cache(Each = nameof(ids), Shares = nameof(FindAsync))]
    public static Task<Dictionary<int, string>> FindManyAsync(int[] ids)
    {
        Loads.Add(ids);
        return Task.FromResult(ids.ToDictionary(id => id, id => $"{id} many"));
    }
}

[CacheName("catalog")]
[Cache(KeyBuilder = typeof(AwaitedKeys))]
internal sealed class AwaitedCatalog
{
    [Cache]
    public Task<int> FindAsync(int id) => Task.FromResult((100 * id) + ++Awaited.Runs);

    [CacheEvict(nameof(FindAsync))]
    public Task ForgetAsync(int id) => Task.FromResult(id);
}
