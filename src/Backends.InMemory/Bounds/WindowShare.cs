namespace CacheKit;

// How much of the room belongs to new entries. Where recent keys come again soon a large window has more hits, where some keys are always popular
// a small one: so it is changed a little from time to time, and changed back where that gave fewer hits (Einziger, Eytan, Friedman, Manes:
// Adaptive Software Cache Management, Middleware 2018).
internal sealed class WindowShare
{
    private const double Least = 0.01;
    private const double Most = 0.8;
    private const double FirstStep = 0.0625;
    private const double Decay = 0.98;

    // A change of the hit ratio that shows that other keys are asked for now.
    private const double Restart = 0.05;
    private const int RequestsPerEntry = 10;
    private const int Stripes = 16;
    private const int Stride = 16;
    private const int MissesToLook = 64;

    // One for each of a few processors, on a cache line of its own. A lost count does not matter.
    private readonly long[] _hits = new long[Stripes * Stride];
    private double _step = -FirstStep;
    private double _ratio;
    private long _hitsBefore;
    private long _misses;

    public double Value { get; private set; } = Least;

    // Needs no lock.
    public void NoteHit() => _hits[(Thread.GetCurrentProcessorId() & (Stripes - 1)) * Stride]++;

    public void NoteMiss(int entries)
    {
        if (++_misses % MissesToLook != 0)
            return;

        long all = _hits.Sum();
        long hits = all - _hitsBefore;
        if (hits + _misses < RequestsPerEntry * (long)entries)
            return;

        Adapt((double)hits / (hits + _misses));
        (_hitsBefore, _misses) = (all, 0);
    }

    private void Adapt(double ratio)
    {
        double change = ratio - _ratio;
        _ratio = ratio;
        double step = change >= 0 ? _step : -_step;
        Value = Math.Clamp(Value + step, Least, Most);
        _step = Math.Abs(change) >= Restart ? FirstStep * Math.Sign(step) : Decay * step;
    }
}
