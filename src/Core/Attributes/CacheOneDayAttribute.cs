namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function for one day.</summary>
public sealed class CacheOneDayAttribute() : CacheAttribute(24 * 60 * 60);
