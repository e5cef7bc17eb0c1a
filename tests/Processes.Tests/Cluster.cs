using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Nodes that share a store and a database, each in a separate process.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"cachekit-database-{Guid.NewGuid():N}");
    private readonly List<NodeProcess> _nodes = [];
    private readonly NodeSettings _settings;

    public Cluster(string store, string address)
    {
        Database = new Database(_file);
        _settings = new NodeSettings { Store = store, Address = address, Prefix = Guid.NewGuid().ToString("N"), Name = "", Database = _file };
    }

    public Database Database { get; }

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    /// <summary>Starts nodes with the settings of the cluster, optionally modified.</summary>
    public Cluster Start(int nodes = 1, Func<NodeSettings, NodeSettings>? configure = null) => Add(nodes, NodeProcess.Start, configure);

    /// <summary>Starts nodes in processes that nothing else has run in.</summary>
    public Cluster StartNew(int nodes = 1, Func<NodeSettings, NodeSettings>? configure = null) => Add(nodes, NodeProcess.StartNew, configure);

    /// <summary>
    /// Publishes a first change. A store without pub/sub keeps a log of changes; a node that found no log treats its first appearance as a
    /// gap and does not store values that it is computing at that time.
    /// </summary>
    public async Task PublishFirstChangeAsync()
    {
        ICacheBackend shared = Store.OpenShared(_settings);
        using var closing = shared as IDisposable;
        await using TieredBackend backend = Store.Tier(shared, _settings);
        await Poll.UntilSucceedsAsync(async () => await backend.RemoveAsync("first"));
    }

    /// <summary>Starts another node, which the cluster does not dispose.</summary>
    public NodeProcess StartAnother() => NodeProcess.Start(_settings with { Name = "another node" });

    /// <summary>Returns when each node has used its store successfully, so that no initialization is pending.</summary>
    public Task WarmUpAsync() => Task.WhenAll(_nodes.Select(node => Poll.UntilAsync(node.ReachesStoreAsync, within: TimeSpan.FromMinutes(2))));

    /// <summary>Returns when each node has made this many more reads under load.</summary>
    public async Task ReadsAsync(int count) => await Task.WhenAll(_nodes.Select(async node =>
    {
        long before = await node.ReadsAsync();
        await Poll.UntilAsync(async () => await node.ReadsAsync() - before >= count);
    }));

    /// <summary>Returns whether each node finds in the store what another node has just stored.</summary>
    public async ValueTask<bool> SharesAsync()
    {
        for (int i = 0; i < _nodes.Count; i++)
        {
            string key = Guid.NewGuid().ToString("N");
            await _nodes[i].SendAsync(new NodeCommand(NodeOperation.Set) { Key = key, Expiration = TimeSpan.FromMinutes(1) });
            if ((await _nodes[(i + 1) % _nodes.Count].SendAsync(new NodeCommand(NodeOperation.Find) { Key = key })).Values.Single() is null)
                return false;
        }

        return true;
    }

    /// <summary>Starts the load on all nodes.</summary>
    public Task StartLoadAsync(NodeCommand start) => Task.WhenAll(_nodes.Select(node => node.SendAsync(start)));

    /// <summary>Ends the load and returns the record of each node.</summary>
    public async Task<NodeRecord[]> StopLoadAsync()
    {
        NodeAnswer[] answers = await Task.WhenAll(_nodes.Select(node => node.SendAsync(new NodeCommand(NodeOperation.StopLoad))));
        return [.. answers.Select(answer => answer.Record!)];
    }

    /// <summary>Returns when the store holds only the entry among the keys derived from a key, and therefore no lock.</summary>
    public async Task UnlockedAsync(string key)
    {
        ICacheBackend backend = Store.OpenShared(_settings);
        try
        {
            await Poll.UntilSucceedsAsync(async () =>
            {
                string[] keys = await backend.FindCapability<IListingBackend>()!.ListAsync(_settings.Prefix)
                    .Select(stored => stored.Key)
                    .Where(name => name.EndsWith(key, StringComparison.Ordinal))
                    .ToArrayAsync();
                if (keys.Length != 1)
                    throw new InvalidOperationException($"There are {keys.Length} keys: {string.Join(", ", keys)}");
            });
        }
        finally
        {
            (backend as IDisposable)?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Select(node => node.DisposeAsync().AsTask()));
        Database.Dispose();
        File.Delete(_file);
    }

    private Cluster Add(int nodes, Func<NodeSettings, NodeProcess> start, Func<NodeSettings, NodeSettings>? configure)
    {
        for (int i = 0; i < nodes; i++)
        {
            NodeSettings settings = _settings with { Name = $"node {_nodes.Count + 1}" };
            _nodes.Add(start(configure?.Invoke(settings) ?? settings));
        }

        return this;
    }
}
