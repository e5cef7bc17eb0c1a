namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function for 365 days.</summary>
public sealed class CacheOneYearAttribute() : CacheAttribute(365 * 24 * 60 * 60);
