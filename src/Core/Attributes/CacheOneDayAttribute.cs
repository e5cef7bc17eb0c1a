namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns, for one day.</summary>
public sealed class CacheOneDayAttribute() : CacheAttribute(24 * 60 * 60);
