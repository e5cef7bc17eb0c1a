using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Benchmarks;

// Counts how many reads of a hot set reach Redis.
internal static class Reads
{
    private const int Keys = 1_000;
    private const int Calls = 1_000_000;

    public static async Task MeasureAsync()
    {
        Console.WriteLine($"""

            | {Calls:N0} reads of {Keys:N0} keys | reads of Redis | saved |
            |---|---|---|
            """);
        foreach (string name in Contenders.Names.Where(name => name != "CacheKit with a lease"))
        {
            await using RedisServer server = await RedisServer.StartAsync();
            await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");
            Contender contender = Contenders.Make(name, connection);
            for (int call = 0; call < Calls; call++)
                await contender.GetOrCreateAsync($"key:{Random.Shared.Next(Keys)}", static () => new("value"));

            long reads = await ReadsOfAsync(connection);
            Console.WriteLine($"| {name} | {reads:N0} | {1 - (reads / (double)Calls):P2} |");
        }
    }

    // Counts the read commands of all caches.
    private static async Task<long> ReadsOfAsync(ConnectionMultiplexer connection)
    {
        IServer server = connection.GetServers()[0];
        IGrouping<string, KeyValuePair<string, string>>[] stats = await server.InfoAsync("commandstats");
        string[] reading = ["cmdstat_get", "cmdstat_hmget", "cmdstat_hgetall", "cmdstat_hget", "cmdstat_pttl"];
        return stats.SelectMany(group => group)
            .Where(stat => reading.Contains(stat.Key))
            .Sum(stat => long.Parse(stat.Value.Split(',')[0]["calls=".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
