using StackExchange.Redis;

namespace CacheKit.Node;

/// <summary>What a process does as one node: a cache with the node's settings, and the commands to it.</summary>
internal sealed class NodeSession : IAsyncDisposable
{
    private readonly Database _database;
    private readonly StoreFailures _failures = new();
    private readonly ICacheBackend _shared;
    private readonly ICacheBackend _backend;
    private readonly CommandLoop _loop;

    public NodeSession(NodeSettings settings)
    {
        ConnectionMultiplexer.SetFeatureFlag("DedicatedThreads", settings.HasDedicatedThreads);
        SynchronousFunctions.Node = settings.Name;
        var clock = new SteppedClock();
        TimeProvider time = settings.HasOwnClock ? clock : TimeProvider.System;
        _database = new Database(settings.Database);
        _shared = Store.OpenShared(settings, time);
        _backend = settings.IsTiered ? Store.Tier(_shared, settings, time) : _shared;
        CacheManager.Init(_backend, settings.Prefix, options =>
        {
            options.Store = new StoreOptions { Timeout = settings.Timeout };
            options.TimeProvider = time;
            SynchronousFunctions.AddPolicies(options);
        });
        _loop = new CommandLoop(CacheManager.Default, new Computations(_database, settings.Name), _failures, clock, settings.Name);
    }

    public Task RunAsync(TextReader commands, TextWriter answers) => _loop.RunAsync(commands, answers);

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        CacheManager.Reset();
        (_backend as IDisposable)?.Dispose();
        (_shared as IDisposable)?.Dispose();
        _failures.Dispose();
        _database.Dispose();
    }
}
