using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Logs the loss and the recovery of the invalidation channel once each, regardless of the number of attempts.
internal sealed class InvalidationChannelLog
{
    private bool _isLost;
    private bool _isRefused;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public Exception? Reason { get; private set; }

    public void Failed(Exception exception) => Reason = exception;

    // The store denies publishing or subscribing. This is not an outage and does not end by itself.
    public void Refused(StoreRefusedException refusal, TimeSpan bound)
    {
        if (!Interlocked.Exchange(ref _isRefused, true))
            Logger.ChangesRefused(refusal, bound, refusal.Message);
        Volatile.Write(ref _isLost, true);
    }

    public void Lost(TimeSpan bound)
    {
        if (!Interlocked.Exchange(ref _isLost, true))
            Logger.ChannelLost(Reason, bound);
        Reason = null;
    }

    public void Restored()
    {
        Volatile.Write(ref _isRefused, false);
        if (Interlocked.Exchange(ref _isLost, false))
            Logger.ChannelRestored();
    }
}
