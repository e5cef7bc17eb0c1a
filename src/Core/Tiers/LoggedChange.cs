namespace CacheKit;

/// <summary>A change in a log.</summary>
/// <param name="Origin">Who has made it.</param>
/// <param name="Change">What it is.</param>
internal readonly record struct LoggedChange(ulong Origin, Change Change);
