namespace CacheKit;

// Keeps one connection to a server. It connects at the first use and reconnects in the background; until then, callers fail immediately.
// After the server has closed an idle connection, callers wait for the next one.
internal sealed class ServerLane(Connector connector, ConnectionSettings settings, ServerReport report) : IDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    // A connection that closed sooner does not count as a success: the pauses keep growing.
    private static readonly TimeSpan _stableAfter = TimeSpan.FromSeconds(5);

    // No server has a shorter idle timeout.
    private static readonly TimeSpan _shortestIdleTimeout = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private volatile TaskCompletionSource _attempt = NewAttempt();
    private volatile MemcachedConnection? _connection;
    private volatile Exception? _failure;
    private bool _started;
    private bool _disposed;

    /// <summary>The connection, or null if there is none at present.</summary>
    public MemcachedConnection? Connection => _connection;

    /// <summary>
    /// Returns the connection. Before the first attempt has ended, and after the server has closed an idle connection, callers wait for the
    /// attempt.
    /// </summary>
    /// <exception cref="MemcachedException">There is no connection.</exception>
    public async ValueTask<MemcachedConnection> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(MemcachedClient));
            if (!_started)
                _ = CleanContext.Run(ReconnectAsync);
            _started = true;
        }

        Task attempt = _attempt.Task;
        if (!attempt.IsCompleted)
            await attempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _connection ?? throw new MemcachedException("There is no connection to Memcached at present. The backend keeps trying to connect.", _failure);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        _end.Cancel();
        _connection?.Dispose();
        _connection = null;
        _attempt.TrySetResult();
    }

    private static TaskCompletionSource NewAttempt() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReconnectAsync()
    {
        CancellationToken end = _end.Token;
        TimeSpan pause = TimeSpan.Zero;
        report.Connecting();
        while (!end.IsCancellationRequested)
        {
            long begun = Environment.TickCount64;
            try
            {
                _failure = await RunConnectionAsync(end).ConfigureAwait(false);
                if (!_attempt.Task.IsCompleted)
                    continue; // The server closed an idle connection.
                if (!end.IsCancellationRequested)
                    report.Failed(_failure);
            }
            catch (MemcachedException exception)
            {
                _failure = exception;
                report.Failed(exception);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            _connection = null;
            _attempt.TrySetResult();
            pause = Environment.TickCount64 - begun > _stableAfter.TotalMilliseconds ? TimeSpan.Zero : pause;
            await Task.Delay(pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause == TimeSpan.Zero ? _firstPause : pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }

        _attempt.TrySetResult();
        _end.Dispose();
    }

    private async Task<Exception> RunConnectionAsync(CancellationToken end)
    {
        (Stream stream, ServerClock clock) = await connector.ConnectAsync(end).ConfigureAwait(false);
        long begun = Environment.TickCount64;
        using var connection = new MemcachedConnection(stream, clock, settings.OperationTimeout, () => AwaitNextConnection(begun));
        lock (_gate)
        {
            end.ThrowIfCancellationRequested();
            _connection = connection;
        }

        report.Connected();
        _attempt.TrySetResult();
        return await connection.End.ConfigureAwait(false);
    }

    private void AwaitNextConnection(long begun)
    {
        if (Environment.TickCount64 - begun < _shortestIdleTimeout.TotalMilliseconds)
            return;

        _attempt = NewAttempt();
        _connection = null;
    }
}
