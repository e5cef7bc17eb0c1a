namespace CacheKit.Core.Tests.Interleavings;

/// <summary>The choices of a schedule that is run again. After the last of them, the first step is taken each time.</summary>
internal sealed class GivenChoices(int[] choices) : IChoices
{
    private int _taken;

    public int Choose(int count) => _taken < choices.Length ? Math.Min(choices[_taken++], count - 1) : 0;
}
