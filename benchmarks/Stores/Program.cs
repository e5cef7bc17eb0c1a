using System.Globalization;
using CacheKit.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var plan = Plan.Parse(args);
var stores = new Dictionary<string, Func<Task<RunningStore>>>
{
    ["memory"] = RunningMemory.StartAsync,
    ["redis"] = RunningRedis.StartAsync,
    ["memcached"] = RunningMemcached.StartAsync,
    ["dynamodb"] = RunningDynamoDb.StartAsync,
};
var table = new FormatTable();
var parts = new Dictionary<string, Func<RunningStore, Task>>
{
    ["bytes"] = MeasureBytesAsync,
    ["coders"] = MeasureCodersAsync,
};
string[] unknown = [.. plan.Names.Where(name => !stores.ContainsKey(name) && !parts.ContainsKey(name))];
if (unknown.Length > 0)
    throw new ArgumentException($"Unknown: {string.Join(", ", unknown)}. Use some of: {string.Join(", ", stores.Keys.Concat(parts.Keys))}.");

foreach (Func<Task<RunningStore>> start in plan.ChosenOf(stores))
{
    await using RunningStore store = await start();
    foreach (Func<RunningStore, Task> measure in plan.ChosenOf(parts))
        await measure(store);
    table.Write();
}

async Task MeasureBytesAsync(RunningStore store)
{
    var arena = new Arena<byte[]>(store.Name, [store.Client, Contenders.CacheKit<byte[]>(store.Backend), .. store.Rivals]);
    foreach ((int kilobytes, int inFlight) in new[] { (1, 1), (1, 64), (store.LargeValue, 4) })
    {
        byte[] value = new byte[kilobytes * 1024];
        Random.Shared.NextBytes(value);
        foreach (string operation in new[] { "GET", "SET" })
            await plan.MeasureAsync(arena, new Load<byte[]>(operation, inFlight, value, $"{kilobytes} KB", (read, set) => read.AsSpan().SequenceEqual(set)));
    }
}

async Task MeasureCodersAsync(RunningStore store)
{
    foreach (Format format in Formats.All())
    {
        Contender<List<Order>> client = store.Client.With(format.Name, format.Encode, format.Decode);
        IReadOnlyList<Contender<List<Order>>> rivals = format.Name == "JSON" ? store.ObjectRivals : [];
        Contender<List<Order>> cacheKit = Contenders.CacheKit<List<Order>>(store.Backend, format.Coder);
        var arena = new Arena<List<Order>>(store.Name, [client, cacheKit, .. rivals]);

        // The first 64 values of a type are decoded again and compared, which would be most of the few writes of a slow store.
        for (int i = 0; i < 64; i++)
            await cacheKit.SetAsync("first", Order.Some(1));
        foreach (int count in new[] { 6, 570 })
        {
            List<Order> orders = Order.Some(count);
            string size = $"{count} orders, {format.Name}";
            Comparison get = await plan.MeasureAsync(arena, new Load<List<Order>>("GET", inFlight: 1, orders, size, AreSame));
            Comparison set = await plan.MeasureAsync(arena, new Load<List<Order>>("SET", inFlight: 1, orders, size, AreSame));
            table.Add(new FormatRow(store.Name, count, format.Name, get, set, await LengthAsync(store), format.Encode(orders).Length));
        }
    }
}

// In memory the values are not encoded.
static async Task<int?> LengthAsync(RunningStore store) => store.Name == RunningMemory.Name
    ? null
    : (await store.Backend.GetAsync($"{Contenders.Prefix}::{Load<List<Order>>.KeyOf(0)}"))?.Length;

static bool AreSame(List<Order> read, List<Order> set) => Formats.Json().Encode(read).AsSpan().SequenceEqual(Formats.Json().Encode(set));
