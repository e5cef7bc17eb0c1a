using System.Globalization;
using CacheKit.Benchmarks;
using CacheKit.Servers;
using StackExchange.Redis;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var plan = Plan.Parse(args);
byte[] value = new byte[1024];
Random.Shared.NextBytes(value);

await using RedisServer server = await RedisServer.StartAsync();
await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
IReadOnlyList<Contender> contenders = Contenders.Over(connection);

foreach (int inFlight in (int[])[1, 64])
{
    var load = new Load(inFlight);
    foreach (Contender contender in contenders)
    {
        await load.PrepareAsync(contender, value);
        await load.RunAsync(contender, plan.Warmup);
    }

    double[][] rounds = new double[plan.Rounds][];
    for (int round = 0; round < plan.Rounds; round++)
    {
        rounds[round] = new double[contenders.Count];
        for (int i = 0; i < contenders.Count; i++)
            rounds[round][i] = await load.RunAsync(contenders[i], plan.Slot);
    }

    Report.Write(inFlight, contenders, rounds);
}
