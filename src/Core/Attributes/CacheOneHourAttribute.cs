namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function for one hour.</summary>
public sealed class CacheOneHourAttribute() : CacheAttribute(60 * 60);
