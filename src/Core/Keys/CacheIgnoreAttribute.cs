namespace CacheKit;

/// <summary>
/// Excludes a parameter from the key: calls that differ only in its value share an entry. On an endpoint it excludes the query parameter of
/// the same name.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CacheIgnoreAttribute : Attribute;
