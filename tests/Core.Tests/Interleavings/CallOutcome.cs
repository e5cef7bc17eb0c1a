namespace CacheKit.Core.Tests.Interleavings;

/// <summary>How a call of a store ends.</summary>
internal enum CallOutcome
{
    Answered,

    /// <summary>It fails, and has done nothing.</summary>
    Fails,

    /// <summary>It fails, and has done its work.</summary>
    LosesItsAnswer,

    /// <summary>It fails, and does its work later.</summary>
    IsLate,
}
