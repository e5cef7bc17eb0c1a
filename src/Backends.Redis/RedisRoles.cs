using StackExchange.Redis;

namespace CacheKit;

/// <summary>Has a connection of the caller ask its servers for their roles when they seem to have changed, since its settings are the caller's.</summary>
internal sealed class RedisRoles(IConnectionMultiplexer connection)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private int _isAsking;
    private volatile bool _ended;

    public void Watch()
    {
        // One server has nobody to swap roles with.
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

    private void OnConnectionFailed(object? sender, ConnectionFailedEventArgs e) => Ask();

    private void OnErrorMessage(object? sender, RedisErrorEventArgs e)
    {
        if (e.Message.StartsWith("READONLY", StringComparison.Ordinal))
            Ask();
    }

    private void Ask()
    {
        if (Interlocked.Exchange(ref _isAsking, 1) == 0)
            _ = CleanContext.Run(AskUntilKnownAsync);
    }

    // However many writes are refused, the servers are asked once in an interval.
    private async Task AskUntilKnownAsync()
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
            // The next failure asks again; a closed connection has none.
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }

    // Without any server connected there is nobody to ask, and a restored connection asks by itself.
    private bool LacksPrimary()
    {
        IServer[] connected = [.. connection.GetServers().Where(server => server.IsConnected)];
        return connected.Length > 0 && connected.All(server => server.IsReplica);
    }
}
