namespace CacheKit;

/// <summary>One argument of a cached call.</summary>
/// <param name="Name">The name of its parameter.</param>
/// <param name="Value">What was passed.</param>
public readonly record struct CacheArgument(string Name, object? Value);
