namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns, for 30 days.</summary>
public sealed class CacheOneMonthAttribute() : CacheAttribute(30 * 24 * 60 * 60);
