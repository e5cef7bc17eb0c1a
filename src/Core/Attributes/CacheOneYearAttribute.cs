namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns, for 365 days.</summary>
public sealed class CacheOneYearAttribute() : CacheAttribute(365 * 24 * 60 * 60);
