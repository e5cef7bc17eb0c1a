using System.Globalization;
using CacheKit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var stores = new Dictionary<string, Func<Task<Arena>>>
{
    ["memory"] = MemoryArena.StartAsync,
    ["redis"] = RedisArena.StartAsync,
    ["memcached"] = MemcachedArena.StartAsync,
    ["dynamodb"] = DynamoDbArena.StartAsync,
};
var plan = Plan.Parse(args);
byte[] value = Bytes(1024);

foreach (string store in plan.Stores.Count > 0 ? plan.Stores : [.. stores.Keys])
{
    if (!stores.TryGetValue(store, out Func<Task<Arena>>? start))
        throw new ArgumentException($"Unknown store '{store}'. Use one or more of: {string.Join(", ", stores.Keys)}.");

    await using Arena arena = await start();
    byte[] large = Bytes(arena.LargeValue * 1024);
    foreach (Load load in (Load[])[
        new("GET", 1, value), new("GET", 64, value), new("SET", 1, value), new("SET", 64, value), new("GET", 4, large), new("SET", 4, large)])
        Report.Write(arena, load, await MeasureAsync(arena.Contenders, load));
}

async Task<Measurement[][]> MeasureAsync(IReadOnlyList<Contender> contenders, Load load)
{
    foreach (Contender contender in contenders)
    {
        await load.PrepareAsync(contender);
        await load.RunAsync(contender, plan.Warmup);
    }

    var rounds = new Measurement[plan.Rounds][];
    for (int round = 0; round < plan.Rounds; round++)
    {
        rounds[round] = new Measurement[contenders.Count];
        for (int i = 0; i < contenders.Count; i++)
            rounds[round][i] = await load.RunAsync(contenders[i], plan.Slot);
    }

    return rounds;
}

static byte[] Bytes(int length)
{
    byte[] bytes = new byte[length];
    Random.Shared.NextBytes(bytes);
    return bytes;
}
