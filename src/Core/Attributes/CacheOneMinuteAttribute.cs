namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function for one minute.</summary>
public sealed class CacheOneMinuteAttribute() : CacheAttribute(60);
