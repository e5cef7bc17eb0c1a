using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using CacheKit.Benchmarks;

if (args is ["working-sets", .. string[] chosen])
{
    WorkingSets.Run([.. chosen.Select(int.Parse)]);
    return;
}

if (args is ["elements"])
{
    ElementHits.Run();
    await ElementTrips.RunAsync();
    return;
}

IConfig config = DefaultConfig.Instance
    .AddColumn(StatisticColumn.Median)
    .HideColumns(Column.Error, Column.RatioSD, Column.AllocRatio, Column.Gen0, Column.Gen1, Column.Gen2);

BenchmarkSwitcher.FromAssembly(typeof(Rivals).Assembly).Run(args, config);
