namespace CacheKit;

/// <summary>
/// An argument that says itself how it is written in a key. On a type with cached methods it tells its instances apart:
/// their calls have entries of their own.
/// </summary>
public interface ICacheKey
{
    /// <summary>A text that is the same for equal objects, in every process, and different for others of the type.</summary>
    string CacheKey { get; }
}
