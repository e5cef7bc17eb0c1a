using System.Text.Json;
using CacheKit;
using CacheKit.Node;

NodeSettings settings = JsonSerializer.Deserialize<NodeSettings>(args[0])!;
using var database = new Database(settings.Database);
CacheManager.Init(Store.Open(settings), settings.Prefix, options => options.Store = new StoreOptions { Timeout = settings.Timeout });
using var loop = new CommandLoop(CacheManager.Default, new Computations(database, settings.Name), settings.Name);

// Who started this process ends it by closing its input.
await loop.RunAsync(Console.In, Console.Out);
