namespace CacheKit;

// Decides whether L1 copies may be returned.
//
// Connected (changes of other processes are received): copies live as long as their entries, and become invalid when nothing has been
// received for the staleness bound. Disconnected: each copy lives for at most the bound, so all are valid. On the transition all copies are
// dropped.
internal sealed class CopyValidity(TimeProvider time, TimeSpan bound)
{
    private const long Disconnected = long.MaxValue;
    private const long Dropping = long.MinValue;

    private readonly bool _isSystem = time == TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly long _bound = (long)bound.TotalMilliseconds;
    private long _until = Disconnected;
    private bool _hasEnded;
    private long _interruptions;
    private long _changedAt = time.GetTimestamp();

    public long Now => _isSystem ? Environment.TickCount64 : (long)(time.GetTimestamp() * (1000.0 / time.TimestampFrequency));

    public long Interruptions => Volatile.Read(ref _interruptions);

    public bool IsValid => Volatile.Read(ref _until) is var until && (until == Disconnected || Now < until);

    // How long the copies have been confirmed, or unconfirmed.
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _changedAt));

    public TimeSpan Bound => bound;

    public bool IsConnected => Volatile.Read(ref _until) is not (Disconnected or Dropping);

    // Whether the copies must be dropped.
    public bool HasExpired => Volatile.Read(ref _until) is var until && until is not (Disconnected or Dropping) && Now >= until;

    public bool Renew(long receivedUpTo, long interruptions)
    {
        lock (_gate)
        {
            // A time after now was not sent by this process.
            long until = receivedUpTo + _bound;
            if (receivedUpTo > Now || interruptions != _interruptions || _until == Dropping || HasExpired ||
                until <= Now || (IsConnected && until <= _until))
            {
                return false;
            }

            bool begins = _until == Disconnected;
            if (begins)
                Volatile.Write(ref _changedAt, time.GetTimestamp());
            Volatile.Write(ref _until, until);
            return begins;
        }
    }

    // No copy is valid between BeginDrop and EndDrop. True for the caller that must drop the copies and call EndDrop.
    public bool BeginDrop()
    {
        lock (_gate)
        {
            _interruptions++;
            bool wasConnected = IsConnected;
            if (wasConnected)
            {
                Volatile.Write(ref _changedAt, time.GetTimestamp());
                Volatile.Write(ref _until, Dropping);
            }

            return wasConnected;
        }
    }

    public void EndDrop()
    {
        lock (_gate)
        {
            if (!_hasEnded)
                Volatile.Write(ref _until, Disconnected);
        }
    }

    // Makes all copies invalid permanently.
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Volatile.Write(ref _until, Dropping);
        }
    }
}
