namespace CacheKit;

/// <summary>Uses the cache that <c>AddKeyedCacheKit</c> has registered under a name, in place of the default one.</summary>
/// <param name="name">The name of the cache.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class CacheNameAttribute(string name) : Attribute
{
    /// <summary>The name of the cache.</summary>
    public string Name { get; } = name;
}
