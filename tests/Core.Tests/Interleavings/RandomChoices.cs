namespace CacheKit.Core.Tests.Interleavings;

/// <summary>Any of the steps, the same ones for the same seed.</summary>
internal sealed class RandomChoices(int seed) : IChoices
{
    private readonly Random _random = new(seed);

    public int Choose(int count) => _random.Next(count);
}
