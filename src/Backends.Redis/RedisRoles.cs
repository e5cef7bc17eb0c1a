using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Makes a caller-owned connection refresh the roles of its servers when they seem to have changed, since the caller's settings may not do
/// so.
/// </summary>
internal sealed class RedisRoles(IConnectionMultiplexer connection)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private int _isRefreshing;
    private volatile bool _ended;

    public void Watch()
    {
        // A single server has no replica that could take over.
        if (connection.GetEndPoints().Length < 2)
            return;

        connection.ConnectionFailed += OnConnectionFailed;
        connection.ErrorMessage += OnErrorMessage;
    }

    public void Unwatch()
    {
        _ended = true;
        connection.ConnectionFailed -= OnConnectionFailed;
        connection.ErrorMessage -= OnErrorMessage;
    }

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e) => Refresh();

    private void OnErrorMessage(object? sender, RedisErrorEventArgs e)
    {
        if (e.Message.StartsWith("READONLY", StringComparison.Ordinal))
            Refresh();
    }

    private void Refresh()
    {
        if (Interlocked.Exchange(ref _isRefreshing, 1) == 0)
            _ = CleanContext.Run(RefreshUntilPrimaryFoundAsync);
    }

    // The servers are asked once per interval, however many writes fail.
    private async Task RefreshUntilPrimaryFoundAsync()
    {
        try
        {
            do
            {
                await connection.ConfigureAsync().ConfigureAwait(false);
                await Task.Delay(_interval).ConfigureAwait(false);
            }
            while (!_ended && LacksPrimary());
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The next failure starts a new attempt; a closed connection raises none.
        }
        finally
        {
            Volatile.Write(ref _isRefreshing, 0);
        }
    }

    // If no server is connected, none can be asked, and the library refreshes the roles when it reconnects.
    private bool LacksPrimary()
    {
        IServer[] connected = [.. connection.GetServers().Where(server => server.IsConnected)];
        return connected.Length > 0 && connected.All(server => server.IsReplica);
    }
}
