namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns, for one minute.</summary>
public sealed class CacheOneMinuteAttribute() : CacheAttribute(60);
