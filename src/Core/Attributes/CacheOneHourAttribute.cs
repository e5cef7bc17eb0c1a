namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns, for one hour.</summary>
public sealed class CacheOneHourAttribute() : CacheAttribute(60 * 60);
