namespace CacheKit;

// How long a trouble must not have shown itself before it counts as over. A trouble that soon comes back must be quiet for twice as long the
// next time, so that one that comes and goes does not fill the log.
internal sealed class QuietPeriod(TimeProvider time, TimeSpan shortest)
{
    // Measured in the length of the calm that the last trouble ended with.
    private const int SoonAfter = 10;

    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(5);

    private readonly TimeSpan _shortest = shortest < _longest ? shortest : _longest;
    private TimeSpan _needed;
    private long _troubledAt;
    private long _endedAt;
    private bool _hasEnded;

    public void Begin()
    {
        bool isBack = _hasEnded && time.GetElapsedTime(_endedAt) < SoonAfter * _needed;
        TimeSpan longer = 2 * _needed < _longest ? 2 * _needed : _longest;
        _needed = isBack ? longer : _shortest;
        Disturb();
    }

    public void Disturb() => Volatile.Write(ref _troubledAt, time.GetTimestamp());

    public bool HasLasted => time.GetElapsedTime(Volatile.Read(ref _troubledAt)) >= _needed;

    public void End()
    {
        _endedAt = time.GetTimestamp();
        _hasEnded = true;
    }
}
