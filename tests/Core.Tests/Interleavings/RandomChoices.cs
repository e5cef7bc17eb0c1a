namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// Any of the steps, the same ones for the same seed. A third of the seeds prefer what has waited longest, and a third what has come last: then
/// something else waits for long, as an answer that is late.
/// </summary>
internal sealed class RandomChoices : IChoices
{
    private const double Preference = 0.9;

    private readonly Random _random;
    private readonly int _preferred;

    public RandomChoices(int seed)
    {
        _random = new Random(seed);
        _preferred = _random.Next(3);
    }

    public int Choose(int count)
    {
        if (_preferred == 0 || _random.NextDouble() >= Preference)
            return _random.Next(count);
        return _preferred == 1 ? 0 : count - 1;
    }
}
