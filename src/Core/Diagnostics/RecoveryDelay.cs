namespace CacheKit;

// The time without a failure after which an outage counts as over. It doubles if an outage returns soon after the last one, so that a store
// that fails intermittently does not fill the log.
internal sealed class RecoveryDelay(TimeProvider time, TimeSpan minimum)
{
    // An outage returns soon if the last one ended less than this many delays ago.
    private const int SoonFactor = 10;

    private static readonly TimeSpan _maximum = TimeSpan.FromMinutes(5);

    private readonly TimeSpan _minimum = minimum < _maximum ? minimum : _maximum;
    private TimeSpan _delay;
    private long _lastFailureAt;
    private long _endedAt;
    private bool _hasEnded;

    public bool HasElapsed => time.GetElapsedTime(Volatile.Read(ref _lastFailureAt)) >= _delay;

    public void BeginOutage()
    {
        bool returnsSoon = _hasEnded && time.GetElapsedTime(_endedAt) < SoonFactor * _delay;
        TimeSpan doubled = 2 * _delay < _maximum ? 2 * _delay : _maximum;
        _delay = returnsSoon ? doubled : _minimum;
        Restart();
    }

    // Called for each failure.
    public void Restart() => Volatile.Write(ref _lastFailureAt, time.GetTimestamp());

    public void EndOutage()
    {
        _endedAt = time.GetTimestamp();
        _hasEnded = true;
    }
}
