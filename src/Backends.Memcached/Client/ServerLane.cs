namespace CacheKit;

// A place for one connection to a server. It is made at the first use and kept from then on: where it ends, or can't be made, it
// is tried again in the background, and whoever needs it meanwhile fails at once. Where the server has closed it for being idle, whoever
// needs it waits for the next one.
internal sealed class ServerLane(Connector connector, ConnectionSettings settings, ServerReport report) : IDisposable
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(2);

    // A connection that lived shorter does not count as a success: the pauses go on growing.
    private static readonly TimeSpan _lived = TimeSpan.FromSeconds(5);

    // No server closes a connection for being idle sooner.
    private static readonly TimeSpan _leastIdle = TimeSpan.FromSeconds(0.5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private volatile TaskCompletionSource _attempt = NewAttempt();
    private volatile MemcachedConnection? _connection;
    private volatile Exception? _failure;
    private bool _begun;
    private bool _disposed;

    /// <summary>The connection; null: there is none at the moment.</summary>
    public MemcachedConnection? Connection => _connection;

    /// <summary>
    /// The connection. Where none was tried yet, or the server has closed an idle one, callers wait together until the attempt has ended.
    /// </summary>
    /// <exception cref="MemcachedException">There is none.</exception>
    public async ValueTask<MemcachedConnection> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(MemcachedClient));
            if (!_begun)
                _ = CleanContext.Run(KeepAsync);
            _begun = true;
        }

        Task attempt = _attempt.Task;
        if (!attempt.IsCompleted)
            await attempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        return _connection ?? throw new MemcachedException("There is no connection to Memcached at the moment. The attempts go on.", _failure);
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

    private async Task KeepAsync()
    {
        CancellationToken end = _end.Token;
        TimeSpan pause = TimeSpan.Zero;
        report.Connecting();
        while (!end.IsCancellationRequested)
        {
            long begun = Environment.TickCount64;
            try
            {
                _failure = await ConnectAndStayAsync(end).ConfigureAwait(false);
                if (!_attempt.Task.IsCompleted)
                    continue; // It was idle.
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
            pause = Environment.TickCount64 - begun > _lived.TotalMilliseconds ? TimeSpan.Zero : pause;
            await Task.Delay(pause, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause == TimeSpan.Zero ? _firstPause : pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }

        _attempt.TrySetResult();
        _end.Dispose();
    }

    private async Task<Exception> ConnectAndStayAsync(CancellationToken end)
    {
        (Stream stream, ServerClock clock) = await connector.ConnectAsync(end).ConfigureAwait(false);
        long begun = Environment.TickCount64;
        using var connection = new MemcachedConnection(stream, clock, settings.OperationTimeout, () => BeginAnew(begun));
        lock (_gate)
        {
            end.ThrowIfCancellationRequested();
            _connection = connection;
        }

        report.Connected();
        _attempt.TrySetResult();
        return await connection.End.ConfigureAwait(false);
    }

    private void BeginAnew(long begun)
    {
        if (Environment.TickCount64 - begun < _leastIdle.TotalMilliseconds)
            return;

        _attempt = NewAttempt();
        _connection = null;
    }
}
