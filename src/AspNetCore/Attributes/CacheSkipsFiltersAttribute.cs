namespace CacheKit;

/// <summary>
/// Lets a hit be sent without the filters of its endpoint: endpoint filters, and those of MVC and Razor Pages that run before the handler.
/// Without it an endpoint with filters that could answer in place of its handler is not cached.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class CacheSkipsFiltersAttribute : Attribute;
