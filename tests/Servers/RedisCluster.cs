using System.Globalization;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A Redis Cluster with three primaries on free loopback ports.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private static readonly (int First, int Last)[] _slots = [(0, 5460), (5461, 10922), (10923, 16383)];

    private readonly List<RedisServer> _nodes = [];
    private readonly List<TcpProxy> _links = [];

    private RedisCluster()
    {
    }

    public IReadOnlyList<RedisServer> Nodes => _nodes;

    /// <summary>The addresses of all nodes, in the format of StackExchange.Redis.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(node => node.ConnectionString));

    /// <summary>Starts the nodes and returns when each of them reports a complete cluster.</summary>
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

    /// <summary>Returns the index of the node that owns a hash slot at the start.</summary>
    public static int NodeOf(int slot) => Array.FindIndex(_slots, range => slot <= range.Last);

    /// <summary>Cuts the links between the nodes; clients stay connected.</summary>
    public void CutLinks()
    {
        foreach (TcpProxy link in _links)
            link.Cut();
    }

    /// <summary>Restores the links between the nodes.</summary>
    public void MendLinks()
    {
        foreach (TcpProxy link in _links)
            link.Mend();
    }

    /// <summary>Starts to move a hash slot to another node: from now on its keys may be on either node.</summary>
    public static async Task OpenSlotAsync(int slot, RedisServer source, RedisServer destination)
    {
        await destination.SendAsync("CLUSTER", "SETSLOT", Text(slot), "IMPORTING", await IdAsync(source));
        await source.SendAsync("CLUSTER", "SETSLOT", Text(slot), "MIGRATING", await IdAsync(destination));
    }

    /// <summary>Finishes the move of a hash slot.</summary>
    public async Task CloseSlotAsync(int slot, RedisServer destination)
    {
        string id = await IdAsync(destination);
        await destination.SendAsync("CLUSTER", "SETSLOT", Text(slot), "NODE", id);
        foreach (RedisServer node in _nodes.Where(node => node != destination))
            await node.SendAsync("CLUSTER", "SETSLOT", Text(slot), "NODE", id);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisServer node in _nodes)
            await node.DisposeAsync();
        foreach (TcpProxy link in _links)
            await link.DisposeAsync();
    }

    private async Task FormAsync()
    {
        foreach ((int first, int last) in _slots)
        {
            // The bus port is set, because its default is the port plus 10,000, which may be taken. The other nodes connect
            // through a proxy that can be cut, and the node timeout is too long for them to declare this node failed.
            string linkPort = "";
            _nodes.Add(await RedisServer.StartAsync(() =>
            {
                int busPort = LoopbackPort.FindFree();
                _links.Add(new TcpProxy("127.0.0.1", busPort));
                linkPort = Text(_links[^1].Port);
                return
                [
                    "--cluster-enabled", "yes", "--cluster-node-timeout", "600000", "--cluster-port", Text(busPort),
                    "--cluster-announce-bus-port", linkPort,
                ];
            }));
            RedisServer node = _nodes[^1];
            await node.SendAsync("CLUSTER", "SET-CONFIG-EPOCH", Text(_nodes.Count));
            await node.SendAsync("CLUSTER", "ADDSLOTSRANGE", Text(first), Text(last));
            if (_nodes.Count > 1)
                await _nodes[0].SendAsync("CLUSTER", "MEET", node.Host, Text(node.Port), linkPort);
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

    private static async Task<string> IdAsync(RedisServer node) => (await node.SendAsync("CLUSTER", "MYID"))!;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
