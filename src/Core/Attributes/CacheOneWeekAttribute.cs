namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns, for seven days.</summary>
public sealed class CacheOneWeekAttribute() : CacheAttribute(7 * 24 * 60 * 60);
