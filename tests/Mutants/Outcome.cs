namespace CacheKit.Mutants;

/// <summary>What became of a mutant.</summary>
internal enum Outcome
{
    /// <summary>No test reaches it.</summary>
    NotReached,

    /// <summary>The tests that reach it pass.</summary>
    Survived,

    /// <summary>A test fails.</summary>
    Killed,

    /// <summary>A test does not end, or ends the process.</summary>
    TimedOut,
}
