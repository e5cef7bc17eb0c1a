using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Logs connection outages: one message when a server is lost and one when it is restored.</summary>
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

    /// <summary>Reports that a connection failed or could not be opened.</summary>
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
