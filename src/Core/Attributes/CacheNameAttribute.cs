namespace CacheKit;

/// <summary>
/// Uses the cache that <c>AddKeyedCacheKit</c> has registered under a name, in place of the default one: for an endpoint, for a function that is
/// marked <c>[Cache]</c>, or for what <c>[CacheEvict]</c> evicts by tag or namespace. On a type it holds for its methods that name none.
/// </summary>
/// <param name="name">The name of the cache.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public sealed class CacheNameAttribute(string name) : Attribute
{
    /// <summary>The name of the cache.</summary>
    public string Name { get; } = name;
}
