using System.Globalization;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests.Storefront;

/// <summary>Two processes of the sample on one Redis and one database.</summary>
internal sealed class StorefrontNodes : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachekit-storefront-").FullName;
    private readonly string[] _arguments;

    private StorefrontNodes(Registration registration, RedisServer redis, string timeouts, string[] arguments)
    {
        Redis = redis;
        string database = Path.Combine(_folder, "shop.db");
        _arguments =
        [
            "--caching", registration.Name,
            "--ConnectionStrings:redis", $"{redis.ConnectionString},{timeouts}",
            "--ConnectionStrings:shop", $"Data Source={database}",
            .. arguments,
        ];
    }

    public RedisServer Redis { get; }

    public Application One { get; private set; } = null!;

    public Application Other { get; private set; } = null!;

    /// <summary>Starts both nodes, whose calls of Redis do not time out on a busy machine.</summary>
    public static Task<StorefrontNodes> StartPatientAsync(Registration registration) => StartAsync(
        registration, "connectTimeout=60000,asyncTimeout=60000,syncTimeout=60000", "--CacheKit:StoreOptions:Timeout", "60s",
        "--CacheKitPages:StoreOptions:Timeout", "60s", "--CacheKitMemory:Staleness", "00:10:00");

    /// <summary>Starts both nodes, whose calls of Redis time out after a second.</summary>
    public static Task<StorefrontNodes> StartImpatientAsync(Registration registration) =>
        StartAsync(registration, "asyncTimeout=1000,syncTimeout=1000");

    /// <summary>Ends a process and starts another one in its place.</summary>
    public async Task RestartOtherAsync()
    {
        await Other.DisposeAsync();
        Other = await StartNodeAsync();
    }

    /// <summary>How often both nodes together have read a product from the database.</summary>
    public async Task<long> ReadsAsync() => await ReadsAsync(One) + await ReadsAsync(Other);

    public async ValueTask DisposeAsync()
    {
        await (One?.DisposeAsync() ?? default);
        await (Other?.DisposeAsync() ?? default);
        await Redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<StorefrontNodes> StartAsync(Registration registration, string timeouts, params string[] arguments)
    {
        var nodes = new StorefrontNodes(registration, await RedisServer.StartAsync(), timeouts, arguments);
        try
        {
            // One after the other: the first one creates the database.
            nodes.One = await nodes.StartNodeAsync();
            nodes.Other = await nodes.StartNodeAsync();
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    private static async Task<long> ReadsAsync(Application node) =>
        long.Parse((await Answer.GetAsync(node.Client, "/api/reads")).Body, CultureInfo.InvariantCulture);

    // Like a load balancer, which sends requests to a node that is ready: CacheKit waits only a second for its first connection to Redis.
    private async Task<Application> StartNodeAsync()
    {
        Application node = await Application.StartAsync(Sample.Assembly("Storefront"), _arguments);
        using var visitor = new Visitor();
        await Poll.UntilAsync(async () =>
            (await visitor.GetAsync(node, "/Basket")).IsBasketAvailable
            && (await visitor.GetAsync(node, "/")).Body == (await visitor.GetAsync(node, "/")).Body);
        return node;
    }
}
