using System.Globalization;
using System.Text.Json;
using CacheKit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var plan = Plan.Parse(args);
var stores = new Dictionary<string, Func<Task>>
{
    ["memory"] = async () => await MeasureBytesAsync(await MemoryArena.StartAsync()),
    ["redis"] = async () => await MeasureBytesAsync(await RedisArena.StartAsync()),
    ["redis-objects"] = async () => await MeasureObjectsAsync(await RedisArena.StartWithObjectsAsync()),
    ["memcached"] = async () => await MeasureBytesAsync(await MemcachedArena.StartAsync()),
    ["dynamodb"] = async () => await MeasureBytesAsync(await DynamoDbArena.StartAsync()),
};
foreach (string store in plan.Stores.Count > 0 ? plan.Stores : [.. stores.Keys])
{
    if (!stores.TryGetValue(store, out Func<Task>? measure))
        throw new ArgumentException($"Unknown store '{store}'. Use one or more of: {string.Join(", ", stores.Keys)}.");

    await measure();
}

async Task MeasureBytesAsync(Arena<byte[]> arena)
{
    await using Arena<byte[]> own = arena;
    foreach ((int kilobytes, int inFlight) in new[] { (1, 1), (1, 64), (arena.LargeValue, 4) })
    {
        byte[] value = new byte[kilobytes * 1024];
        Random.Shared.NextBytes(value);
        foreach (string operation in new[] { "GET", "SET" })
            await plan.MeasureAsync(arena, new Load<byte[]>(operation, inFlight, value, $"{kilobytes} KB", (read, set) => read.AsSpan().SequenceEqual(set)));
    }
}

async Task MeasureObjectsAsync(Arena<Order> arena)
{
    await using Arena<Order> own = arena;
    foreach (int inFlight in new[] { 1, 64 })
    {
        foreach (string operation in new[] { "GET", "SET" })
            await plan.MeasureAsync(arena, new Load<Order>(operation, inFlight, Order.Example(), "an object", (read, set) => JsonOf(read) == JsonOf(set)));
    }
}

static string JsonOf(Order order) => JsonSerializer.Serialize(order);
