using System.Diagnostics;
using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Detects that the client library has stopped trying to connect. It counts a socket for each attempt, and its retry policy says when the
/// next one is due.
/// </summary>
/// <remarks>
/// StackExchange.Redis 3.4.35 may stop for ever: if an attempt fails while another thread starts the next one, it forgets the socket of that
/// one and waits for it.
/// </remarks>
internal sealed class RedisAttempts(IReconnectRetryPolicy policy)
{
    // The library looks at its connections once per second, so it is late by many of its own looks.
    private const int OverdueLooks = 10;

    // While a server owes a reply, the library ends the attempt by itself after its keep-alive interval, 60 seconds unless configured.
    private const int UnansweredLooks = 75;

    private long _sockets = -1;
    private long _attempts;
    private long _changedAt;
    private int _looks;

    /// <summary>How many looks in a row have found no connected server.</summary>
    public int FailedLooks { get; private set; }

    /// <summary>
    /// Looks at a connection, once per second. Returns true if no server is connected and an attempt has been overdue for many looks. Looks
    /// are counted instead of seconds, because a busy machine delays the library as well.
    /// </summary>
    public bool HaveEnded(IConnectionMultiplexer connection)
    {
        (bool isConnected, long sockets, bool isUnanswered) = StateOf(connection.GetServers());
        FailedLooks = isConnected ? 0 : FailedLooks + 1;
        if (isConnected || sockets != _sockets)
        {
            _attempts = isConnected ? 0 : _attempts + 1;
            _sockets = sockets;
            _changedAt = Stopwatch.GetTimestamp();
            _looks = 0;
            return false;
        }

        if (!policy.ShouldRetry(_attempts, (int)Stopwatch.GetElapsedTime(_changedAt).TotalMilliseconds))
            return false;

        _looks++;
        return _looks >= (isUnanswered ? UnansweredLooks : OverdueLooks);
    }

    /// <summary>Starts to count again, for another connection.</summary>
    public void Restart() => (_sockets, _attempts, _looks) = (-1, 0, 0);

    private static (bool IsConnected, long Sockets, bool IsUnanswered) StateOf(IServer[] servers)
    {
        long sockets = 0;
        bool isUnanswered = false;
        foreach (IServer server in servers)
        {
            if (server.IsConnected)
                return (true, 0, false);

            ConnectionCounters commands = server.GetCounters().Interactive;
            sockets += commands.SocketCount;
            isUnanswered |= commands.SentItemsAwaitingResponse > 0;
        }

        return (false, sockets, isUnanswered);
    }
}
