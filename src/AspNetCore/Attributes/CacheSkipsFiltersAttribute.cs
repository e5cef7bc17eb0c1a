namespace CacheKit;

/// <summary>
/// Allows hits that skip the filters of the endpoint: endpoint filters, and MVC and Razor Pages filters that run before the handler.
/// Without this attribute, an endpoint with a filter that could answer in place of the handler is not cached.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class CacheSkipsFiltersAttribute : Attribute;
