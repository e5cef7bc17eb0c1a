using CacheKit.Conformance;
using CacheKit.Node;

namespace CacheKit.Processes.Tests;

/// <summary>Some nodes that share a store and a database, each in a process of its own.</summary>
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

    /// <summary>Starts nodes with the settings of the cluster, or with others that are made of them.</summary>
    public Cluster Start(int nodes = 1, Func<NodeSettings, NodeSettings>? configure = null)
    {
        for (int i = 0; i < nodes; i++)
        {
            NodeSettings settings = _settings with { Name = $"node {_nodes.Count + 1}" };
            _nodes.Add(NodeProcess.Start(configure?.Invoke(settings) ?? settings));
        }

        return this;
    }

    /// <summary>
    /// Publishes a first change. A store without a channel keeps a log of them, and a node that has looked for it in vain takes its
    /// appearance for a gap: it stores nothing that it is computing then.
    /// </summary>
    public async Task PublishFirstChangeAsync()
    {
        await using var backend = (TieredBackend)Store.Open(_settings with { IsTiered = true });
        await Poll.UntilSucceedsAsync(async () => await backend.RemoveAsync("first"));
    }

    /// <summary>Starts one more, which is not the cluster's to look after.</summary>
    public NodeProcess StartAnother() => NodeProcess.Start(_settings with { Name = "another node" });

    /// <summary>Returns when each node has used its store with success, so that nothing is left to set up.</summary>
    public Task WarmUpAsync() => Task.WhenAll(_nodes.Select(node => Poll.UntilAsync(node.ReachesStoreAsync, within: TimeSpan.FromMinutes(2))));

    /// <summary>Returns when each node has made so many reads more under load.</summary>
    public async Task ReadsAsync(int count) => await Task.WhenAll(_nodes.Select(async node =>
    {
        long before = await node.ReadsAsync();
        await Poll.UntilAsync(async () => await node.ReadsAsync() - before >= count);
    }));

    /// <summary>Whether each node finds in the store what another has just stored there.</summary>
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

    /// <summary>Has all nodes read the entries of rows.</summary>
    public Task StartLoadAsync(NodeCommand start) => Task.WhenAll(_nodes.Select(node => node.SendAsync(start)));

    /// <summary>Ends that; what each has seen.</summary>
    public async Task<NodeRecord[]> StopLoadAsync()
    {
        NodeAnswer[] answers = await Task.WhenAll(_nodes.Select(node => node.SendAsync(new NodeCommand(NodeOperation.StopLoad))));
        return [.. answers.Select(answer => answer.Record!)];
    }

    /// <summary>Returns when nothing is in the store of what is called after a key but its entry, and so no lock.</summary>
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
        foreach (NodeProcess node in _nodes)
            await node.DisposeAsync();
        Database.Dispose();
        File.Delete(_file);
    }
}
