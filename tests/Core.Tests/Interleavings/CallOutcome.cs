namespace CacheKit.Core.Tests.Interleavings;

/// <summary>The outcome of a call of a store.</summary>
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
