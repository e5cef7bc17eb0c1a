// CacheKit as the store of output caching, beside Microsoft's on the same Redis. They take turns, and a ratio is the median of those of the rounds.
//
//   dotnet run -c Release --project benchmarks/OutputStores -- [rounds]
using System.Globalization;
using CacheKit.Benchmarks;
using CacheKit.Servers;
using StackExchange.Redis;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 9;

await using RedisServer redis = await RedisServer.StartAsync();
await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString + ",connectTimeout=10000");
await using Contender own = Contender.CacheKit(connection);
await using Contender microsofts = Contender.Microsoft(connection);

foreach (int inFlight in new[] { 1, 64 })
{
    var requests = new Requests(inFlight);
    await requests.FillAsync(own);
    await requests.FillAsync(microsofts);
    int count = inFlight == 1 ? 2_000 : 20_000;
    foreach (string operation in Requests.Operations)
        await CompareAsync($"output caching, {operation} on Redis", $"{inFlight} in flight", contender => requests.MeasureAsync(contender, operation, count));
}

foreach (int responses in new[] { 10, 1_000, 10_000 })
    await CompareAsync("output caching, evict a tag on Redis", $"{responses:N0} responses", contender => Evictions.MeasureAsync(contender, responses));

async Task CompareAsync(string what, string size, Func<Contender, Task<double>> measure)
{
    var (ownTimes, ratios) = (new List<double>(), new List<double>());

    // The first round warms up.
    for (var round = 0; round <= rounds; round++)
    {
        bool isOwnFirst = round % 2 == 0;
        double first = await measure(isOwnFirst ? own : microsofts);
        double second = await measure(isOwnFirst ? microsofts : own);
        (double mine, double theirs) = isOwnFirst ? (first, second) : (second, first);
        if (round == 0)
            continue;

        ownTimes.Add(mine);
        ratios.Add(mine / theirs);
    }

    Ratios.Add(what, size, Median(ratios), "Microsoft's Redis store");
    Console.WriteLine($"{what}, {size}: {Median(ownTimes):F0} us, {Median(ratios):F2} of Microsoft's Redis store ({ratios.Min():F2} to {ratios.Max():F2})");
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
