namespace CacheKit;

/// <summary>
/// Selects a cache that <c>AddKeyedCacheKit</c> registered, instead of the default cache: for an endpoint, for a function with
/// <c>[Cache]</c>, or for the tags and the namespace of <c>[CacheEvict]</c>. On a type it applies to all methods that do not have the
/// attribute themselves.
/// </summary>
/// <param name="name">The name of the cache.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class CacheNameAttribute(string name) : Attribute
{
    /// <summary>The name of the cache.</summary>
    public string Name { get; } = name;
}
