namespace CacheKit;

// Whether copies in this process may be believed.
//
// While the other processes are heard, copies live as long as what they are copies of; and should they not be heard any more, no copy is
// believed for longer than the bound after it was last known that all had been heard. While they are not heard, no copy lives longer than the
// bound, so each may be believed. In between, all copies are dropped.
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

    public long Now => _isSystem ? Environment.TickCount64 : (long)(time.GetTimestamp() * (1000.0 / time.TimestampFrequency));

    public long Interruptions => Volatile.Read(ref _interruptions);

    // Whether what is held may be handed out.
    public bool Holds => Volatile.Read(ref _until) is var until && (until == Disconnected || Now < until);

    public bool IsConnected => Volatile.Read(ref _until) is not (Disconnected or Dropping);

    // Whether the copies are to be dropped.
    public bool IsOverdue => Volatile.Read(ref _until) is var until && until is not (Disconnected or Dropping) && Now >= until;

    public bool Renew(long heardUpTo, long interruptions)
    {
        lock (_gate)
        {
            // What was heard by its own account later than now was not sent from here.
            long until = heardUpTo + _bound;
            if (heardUpTo > Now || interruptions != _interruptions || _until == Dropping || IsOverdue || until <= Now || (IsConnected && until <= _until))
                return false;

            bool begins = _until == Disconnected;
            Volatile.Write(ref _until, until);
            return begins;
        }
    }

    // Between the two, nothing is believed. Whoever begins ends it.
    public bool BeginDrop()
    {
        lock (_gate)
        {
            _interruptions++;
            bool wasConnected = IsConnected;
            if (wasConnected)
                Volatile.Write(ref _until, Dropping);
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

    // From here on nothing is believed.
    public void End()
    {
        lock (_gate)
        {
            _hasEnded = true;
            Volatile.Write(ref _until, Dropping);
        }
    }
}
