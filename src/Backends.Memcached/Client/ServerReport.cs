using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Logs what becomes of the connections to a server: an outage is one message, and its end another.</summary>
internal sealed class ServerReport(ServerAddress server)
{
    private readonly Lock _gate = new();
    private bool _begun;
    private bool _wasUp;
    private bool _down;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public void Connecting()
    {
        if (!Change(ref _begun, true))
            return;
        Logger.Connecting(server);
    }

    public void Connected()
    {
        if (Change(ref _down, false))
            Logger.ConnectionRestored(server);
        else if (!_wasUp)
            Logger.Connected(server);
        _wasUp = true;
    }

    /// <summary>A connection can't be made, or was lost.</summary>
    public void Failed(Exception exception)
    {
        if (!Change(ref _down, true))
            return;

        if (_wasUp)
            Logger.ConnectionFailed(exception, server);
        else
            Logger.ConnectFailed(exception, server);
    }

    private bool Change(ref bool state, bool value)
    {
        lock (_gate)
        {
            bool changes = state != value;
            state = value;
            return changes;
        }
    }
}
