namespace CacheKit;

/// <summary>Caches what an endpoint answers for one day.</summary>
public sealed class CacheOneDayAttribute() : CacheAttribute(24 * 60 * 60);
