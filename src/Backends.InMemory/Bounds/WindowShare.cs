namespace CacheKit;

// The share of the size limit that the window of new entries has. A large window gives more hits if recent keys are requested again soon,
// and a small one if some keys are always popular. The share is changed in small steps, and in the other direction after a step that
// lowered the hit ratio (hill climbing; Einziger, Eytan, Friedman, Manes: Adaptive Software Cache Management, Middleware 2018).
internal sealed class WindowShare
{
    private const double Least = 0.001;
    private const double Most = 0.8;
    private const double First = 0.01;
    private const double FirstStep = 0.0625;
    private const double Decay = 0.98;

    // A change of the hit ratio that is this large means that the requests have changed, so the step is reset.
    private const double ResetChange = 0.05;
    private const int RequestsPerEntry = 6;
    private const int Stripes = 16;
    private const int Stride = 16;
    private const int MissesPerCheck = 64;

    // Processors have separate counters, each on its own cache line. A lost count does not matter.
    private readonly long[] _hits = new long[Stripes * Stride];
    private double _step = -FirstStep;
    private double _ratio;
    private long _previousHits;
    private long _misses;

    public double Value { get; private set; } = First;

    // Called without a lock.
    public void RecordHit() => _hits[(Thread.GetCurrentProcessorId() & (Stripes - 1)) * Stride]++;

    public void RecordMiss(int entries)
    {
        if (++_misses % MissesPerCheck != 0)
            return;

        long all = _hits.Sum();
        long hits = all - _previousHits;
        if (hits + _misses < RequestsPerEntry * (long)entries)
            return;

        Adapt((double)hits / (hits + _misses));
        (_previousHits, _misses) = (all, 0);
    }

    private void Adapt(double ratio)
    {
        double change = ratio - _ratio;
        _ratio = ratio;
        double step = change >= 0 ? _step : -_step;
        Value = Math.Clamp(Value + step, Least, Most);
        _step = Math.Abs(change) >= ResetChange ? FirstStep * Math.Sign(step) : Decay * step;
    }
}
