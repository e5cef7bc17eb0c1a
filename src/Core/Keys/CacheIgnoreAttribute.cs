namespace CacheKit;

/// <summary>
/// Leaves a parameter out of the key: calls that differ only in it share an entry. On an endpoint it leaves out the
/// query parameter of that name.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CacheIgnoreAttribute : Attribute;
