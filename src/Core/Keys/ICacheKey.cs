namespace CacheKit;

/// <summary>
/// Implemented by the type of an argument to define its text in keys. On a type with cached instance methods it distinguishes the
/// instances: each has its own entries.
/// </summary>
public interface ICacheKey
{
    /// <summary>A text that is the same for equal objects in every process, and different for unequal objects of the type.</summary>
    string CacheKey { get; }
}
