namespace CacheKit;

/// <summary>A change and the process that made it.</summary>
/// <param name="Origin">The process that made the change.</param>
/// <param name="Change">The change.</param>
internal readonly record struct LoggedChange(ulong Origin, Change Change);
