namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function for seven days.</summary>
public sealed class CacheOneWeekAttribute() : CacheAttribute(7 * 24 * 60 * 60);
