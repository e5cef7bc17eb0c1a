namespace CacheKit;

/// <summary>Caches what an endpoint answers for one hour.</summary>
public sealed class CacheOneHourAttribute() : CacheAttribute(60 * 60);
