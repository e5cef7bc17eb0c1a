namespace CacheKit;

/// <summary>One argument of a cached call.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Value">The value of the argument.</param>
public readonly record struct CacheArgument(string Name, object? Value);
