namespace CacheKit;

/// <summary>Caches what an endpoint answers for one minute.</summary>
public sealed class CacheOneMinuteAttribute() : CacheAttribute(60);
