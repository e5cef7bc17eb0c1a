namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function for 30 days.</summary>
public sealed class CacheOneMonthAttribute() : CacheAttribute(30 * 24 * 60 * 60);
