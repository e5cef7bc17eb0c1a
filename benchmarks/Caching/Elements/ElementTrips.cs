using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// A hundred ids that are all present on Redis: one trip for all, beside a bare MGET whose payloads are decoded. All share one connection and take
// turns; a ratio is the median of the rounds' ratios.
internal static class ElementTrips
{
    private const int Rounds = 15;
    private const int WarmUps = 5;

    private static readonly TimeSpan _length = TimeSpan.FromMilliseconds(200);
    private static readonly int[] _ids = [.. Enumerable.Range(0, 100).Select(number => 1000 + (37 * number))];
    private static readonly string[] _names = Array.ConvertAll(_ids, id => id.ToString(CultureInfo.InvariantCulture));
    private static readonly RedisKey[] _keys = Array.ConvertAll(_names, name => (RedisKey)$"bare:{name}");

    public static async Task RunAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        CacheManager.Init(new RedisBackend(connection), "bench");
        IDatabase redis = connection.GetDatabase();
        foreach (int id in _ids)
        {
            await redis.StringSetAsync($"bare:{id}", JsonSerializer.SerializeToUtf8Bytes(Item.Load(id, "kind")), Rivals.Expiration);
            await CacheManager.SetAsync(id.ToString(CultureInfo.InvariantCulture), Item.Load(id, "kind"));
        }

        await ElementItems.ListAsync(_ids);
        int loads = ElementItems.Loads;
        double[][] times = await MeasureAsync(
            () => DecodedAsync(redis),
            async () => Require((await ElementItems.ListAsync(_ids)).Length),
            async () => Require((await ElementItems.FindManyAsync(_ids)).Count),
            async () => Require((await CacheManager.GetManyAsync<Item>(_names)).Count),
            async () => Require((await redis.StringGetAsync(_keys)).Length));
        if (ElementItems.Loads != loads)
            throw new InvalidOperationException("Not every read was a hit: is the generator there?");

        Report("a hundred ids in one call on Redis, an array", times[1], times[0]);
        Report("a hundred ids in one call on Redis, a dictionary", times[2], times[0]);
        Report("GetManyAsync of a hundred keys on Redis", times[3], times[0]);
        Report("GetManyAsync of a hundred keys on Redis", times[3], times[4], "a bare MGET");
    }

    private static async Task DecodedAsync(IDatabase redis)
    {
        RedisValue[] payloads = await redis.StringGetAsync(Array.ConvertAll(_ids, id => (RedisKey)$"bare:{id}"));
        Require(Array.ConvertAll(payloads, payload => JsonSerializer.Deserialize<Item>(((ReadOnlyMemory<byte>)payload).Span)!).Length);
    }

    private static async Task<double[][]> MeasureAsync(params Func<Task>[] contenders)
    {
        double[][] times = [.. contenders.Select(_ => new double[Rounds])];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            for (int turn = 0; turn < contenders.Length; turn++)
            {
                int index = (turn + round + WarmUps) % contenders.Length;
                double time = await MeasureAsync(contenders[index]);
                if (round >= 0)
                    times[index][round] = time;
            }
        }

        return times;
    }

    private static async Task<double> MeasureAsync(Func<Task> contender)
    {
        long began = Stopwatch.GetTimestamp();
        int calls = 0;
        for (; Stopwatch.GetElapsedTime(began) < _length; calls++)
            await contender();
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / calls;
    }

    private static void Report(string what, double[] times, double[] toThose, string rival = "a bare MGET, decoded")
    {
        double ratio = Median(times.Zip(toThose, (time, other) => time / other));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {Median(times):F0} us, {ratio:F2} of {rival} ({Median(toThose):F0} us)"));
        Ratios.Add(what, "100 ids", ratio, rival);
    }

    private static double Median(IEnumerable<double> figures) => figures.Order().ElementAt(Rounds / 2);

    private static void Require(int count)
    {
        if (count != _ids.Length)
            throw new InvalidOperationException("Values are missing.");
    }
}
