using System.Text.Json;
using CacheKit;
using CacheKit.Node;
using StackExchange.Redis;

NodeSettings settings = JsonSerializer.Deserialize<NodeSettings>(args[0])!;
using var database = new Database(settings.Database);
using var failures = new StoreFailures();
ConnectionMultiplexer.SetFeatureFlag("DedicatedThreads", settings.HasDedicatedThreads);
SynchronousFunctions.Node = settings.Name;
var clock = new SteppedClock();
TimeProvider time = settings.HasOwnClock ? clock : TimeProvider.System;
CacheManager.Init(Store.Open(settings, time), settings.Prefix, options =>
{
    options.Store = new StoreOptions { Timeout = settings.Timeout };
    options.TimeProvider = time;
    SynchronousFunctions.AddPolicies(options);
});
using var loop = new CommandLoop(CacheManager.Default, new Computations(database, settings.Name), failures, clock, settings.Name);

// The parent process ends this one by closing its input.
await loop.RunAsync(Console.In, Console.Out);
