using System.Globalization;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A real Redis Cluster of three primaries on free loopback ports.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private static readonly (int First, int Last)[] _slots = [(0, 5460), (5461, 10922), (10923, 16383)];

    private readonly List<RedisServer> _nodes = [];

    private RedisCluster()
    {
    }

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>The addresses of all nodes, as StackExchange.Redis takes them.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.ConnectionString));

    /// <summary>Starts the nodes and returns when each of them says that the cluster is whole.</summary>
    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        try
        {
            await cluster.FormAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServer node in _nodes)
            await node.DisposeAsync();
    }

    private async Task FormAsync()
    {
        foreach ((int first, int last) in _slots)
        {
            string busPort = "";
            // Named, because the default bus port is the port plus 10,000, which may be beyond the last port there is.
            _nodes.Add(await RedisServer.StartAsync(() =>
                ["--cluster-enabled", "yes", "--cluster-port", busPort = Text(LoopbackPort.FindFree())]));
            RedisServer node = _nodes[^1];
            await node.SendAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(_nodes.Count));
            await node.SendAsync("CLUSTER", "ADDSLOTSRANGE", Text(first), Text(last));
            if (_nodes.Count > 1)
                await _nodes[0].SendAsync("CLUSTER", "MEET", node.Host, Text(node.Port), busPort);
        }

        foreach (RedisServer node in _nodes)
            await Poll.UntilAsync(() => IsWholeAsync(node));
    }

    private static async ValueTask<bool> IsWholeAsync(RedisServer node)
    {
        string info = await node.SendAsync("CLUSTER", "INFO") ?? "";
        string size = string.Create(CultureInfo.InvariantCulture, $"cluster_size:{_slots.Length}\r\n");
        return info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains(size, StringComparison.Ordinal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
