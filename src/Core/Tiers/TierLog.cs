using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Says when the other processes can't be heard any more, and when they can: once each, however many attempts lie in between.
internal sealed class TierLog
{
    private bool _isSilent;
    private bool _isRefused;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public Exception? Reason { get; private set; }

    public void Failed(Exception exception) => Reason = exception;

    // The store takes no messages of this process, or gives it none: that is no outage, and does not pass by itself.
    public void Refused(StoreRefusedException refusal, TimeSpan bound)
    {
        if (!Interlocked.Exchange(ref _isRefused, true))
            Logger.ChangesRefused(refusal, bound, refusal.Message);
        Volatile.Write(ref _isSilent, true);
    }

    public void Dropped(TimeSpan bound)
    {
        if (!Interlocked.Exchange(ref _isSilent, true))
            Logger.ChannelLost(Reason, bound);
        Reason = null;
    }

    public void Heard()
    {
        Volatile.Write(ref _isRefused, false);
        if (Interlocked.Exchange(ref _isSilent, false))
            Logger.ChannelRestored();
    }
}
