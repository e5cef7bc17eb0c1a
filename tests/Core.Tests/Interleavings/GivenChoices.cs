namespace CacheKit.Core.Tests.Interleavings;

/// <summary>Those of a schedule that is run again, and the first step wherever they leave off.</summary>
internal sealed class GivenChoices(int[] choices) : IChoices
{
    private int _taken;

    public int Choose(int count) => _taken < choices.Length ? Math.Min(choices[_taken++], count - 1) : 0;
}
