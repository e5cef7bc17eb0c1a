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

    private double _step = -FirstStep;
    private double _ratio;
    private long _hits;
    private long _misses;

    public double Value { get; private set; } = Least;

    public void NoteHits(int hits) => _hits += hits;

    public void NoteMiss(int entries)
    {
        _misses++;
        if (_hits + _misses >= RequestsPerEntry * (long)entries)
            Adapt();
    }

    private void Adapt()
    {
        double ratio = (double)_hits / (_hits + _misses);
        double change = ratio - _ratio;
        (_ratio, _hits, _misses) = (ratio, 0, 0);
        double step = change >= 0 ? _step : -_step;
        Value = Math.Clamp(Value + step, Least, Most);
        _step = Math.Abs(change) >= Restart ? FirstStep * Math.Sign(step) : Decay * step;
    }
}
