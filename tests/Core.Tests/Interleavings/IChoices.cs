namespace CacheKit.Core.Tests.Interleavings;

/// <summary>Says which of several steps is next.</summary>
internal interface IChoices
{
    /// <summary>A number from zero to below the count.</summary>
    int Choose(int count);
}
