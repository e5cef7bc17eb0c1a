using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Watches a connection that the backend owns. It replaces the connection in the background when the client library has stopped trying to
/// connect, and finds out whether the server refuses the login when the library does not say it.
/// </summary>
internal sealed class RedisRenewal : IDisposable
{
    // The library reports the first failure of an outage and none of those that follow, which may be refused logins.
    private const int LooksBetweenReasons = 15;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _owner;
    private readonly ConfigurationOptions _configuration;
    private readonly RedisAttempts _attempts;
    private readonly Timer _timer;
    private IConnectionMultiplexer _connection;
    private bool _hasFailed;
    private int _isLooking;

    public RedisRenewal(RedisConnection owner, ConfigurationOptions configuration, IConnectionMultiplexer connection)
    {
        _owner = owner;
        _configuration = configuration;
        _connection = connection;
        _attempts = new RedisAttempts(configuration.ReconnectRetryPolicy);

        // The reference is weak, so that a backend that was not disposed can still be collected.
        var self = new WeakReference<RedisRenewal>(this);
        _timer = CleanContext.Call(() => new Timer(Look, self, _interval, _interval));
    }

    public void Dispose() => _timer.Dispose();

    private static void Look(object? state)
    {
        if (((WeakReference<RedisRenewal>)state!).TryGetTarget(out RedisRenewal? self) && Interlocked.Exchange(ref self._isLooking, 1) == 0)
            _ = CleanContext.Run(self.LookAsync);
    }

    private async Task LookAsync()
    {
        try
        {
            if (_attempts.HaveEnded(_connection))
            {
                _attempts.Restart();
                await RenewAsync(_connection).ConfigureAwait(false);
            }
            else if (_attempts.FailedLooks % LooksBetweenReasons == LooksBetweenReasons - 1 && !_owner.IsLoginRefused)
            {
                await FindReasonAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            if (!_hasFailed)
                _owner.Logger.RenewalFailed(exception);
            _hasFailed = true;
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private async Task FindReasonAsync()
    {
        ConfigurationOptions once = _configuration.Clone();
        once.AbortOnConnectFail = true;
        once.ConnectRetry = 1;
        try
        {
            ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(once).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (RedisConnectionException reason)
        {
            _owner.ReportStillDown(_connection, reason);
        }
    }

    // Meanwhile callers still get the old connection, on which their calls fail immediately.
    private async Task RenewAsync(IConnectionMultiplexer old)
    {
        ConnectionMultiplexer renewed = await ConnectionMultiplexer.ConnectAsync(_configuration).ConfigureAwait(false);
        if (old.IsConnected || !_owner.TryReplace(renewed))
        {
            await renewed.DisposeAsync().ConfigureAwait(false);
            return;
        }

        _connection = renewed;
        _hasFailed = false;
        try
        {
            _owner.Subscriptions.MoveTo(renewed.GetSubscriber());
            await _owner.ReportReplacedAsync(renewed).ConfigureAwait(false);

            // A caller may have taken the old connection just before: its call fails as in any outage.
            await Task.Delay(_interval).ConfigureAwait(false);
        }
        finally
        {
            await old.DisposeAsync().ConfigureAwait(false);
        }
    }
}
