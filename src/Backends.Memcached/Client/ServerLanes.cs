namespace CacheKit;

/// <summary>The connections to one server.</summary>
internal sealed class ServerLanes : IDisposable
{
    private readonly ServerLane[] _lanes;

    public ServerLanes(ServerAddress address, ConnectionSettings settings, int connections)
    {
        Report = new ServerReport(address);
        Connector = new Connector(address, settings);
        _lanes = new ServerLane[connections];
        for (var i = 0; i < connections; i++)
            _lanes[i] = new ServerLane(Connector, settings, Report);
    }

    public ServerReport Report { get; }

    public Connector Connector { get; }

    public int Count => _lanes.Length;

    // A thread keeps its lane, so the commands of one operation are sent together and answered in order.
    public int LaneOfThread => _lanes.Length == 1 ? 0 : Environment.CurrentManagedThreadId % _lanes.Length;

    public ServerLane this[int lane] => _lanes[lane];

    public void Dispose()
    {
        foreach (ServerLane lane in _lanes)
            lane.Dispose();
    }
}
