using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Says when the other processes can't be heard any more, and when they can: once each, however many attempts lie in between.
internal sealed class TierLog
{
    private bool _isSilent;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public Exception? Reason { get; private set; }

    public void Failed(Exception exception) => Reason = exception;

    public void Dropped()
    {
        if (!Interlocked.Exchange(ref _isSilent, true))
            Logger.OthersSilent(Reason);
        Reason = null;
    }

    public void Heard()
    {
        if (Interlocked.Exchange(ref _isSilent, false))
            Logger.OthersHeard();
    }
}
