// CacheKit as the store of output caching, beside Microsoft's on the same Redis. They take turns, and a ratio is the median of those of the rounds.
//
//   dotnet run -c Release --project benchmarks/OutputStores -- [rounds] [share]
//
// A share such as 0.1 measures fewer requests.
using System.Globalization;
using CacheKit.Benchmarks;
using CacheKit.Servers;
using StackExchange.Redis;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 9;
double share = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 1;

await using RedisServer redis = await RedisServer.StartAsync();
await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",connectTimeout=10000,allowAdmin=true");
await using Contender own = Contender.CacheKit(connection);
await using Contender microsofts = Contender.Microsoft(connection);
var comparison = new Comparison(own, microsofts, "Microsoft's Redis store", rounds);

foreach (int size in new[] { 1_000, 100_000 })
{
    foreach (int inFlight in new[] { 1, 64 })
    {
        foreach (int tags in new[] { 0, 1, 2, 5, 20 })
        {
            int count = (int)(share * (inFlight == 1 ? 1_000 : 10_000) / (size == 1_000 ? 1 : 5));
            var requests = new Requests(size, tags, inFlight);
            await requests.FillAsync(own);
            await requests.FillAsync(microsofts);
            string with = tags == 0 ? "" : tags == 1 ? " with a tag" : $" with {tags} tags";
            string how = $"{size / 1_000} KB, {inFlight} in flight";
            await comparison.RunAsync($"output caching, get{with} on Redis", how, contender => requests.MeasureAsync(contender, sets: false, count));
            await comparison.RunAsync($"output caching, set{with} on Redis", how, contender => requests.MeasureAsync(contender, sets: true, count));
        }
    }
}

foreach (int responses in new[] { 1, 100, 10_000 })
    await comparison.RunAsync("output caching, evict a tag on Redis", $"{responses:N0} responses", contender => Evictions.MeasureAsync(contender, responses));
