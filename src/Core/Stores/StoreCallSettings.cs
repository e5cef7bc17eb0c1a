namespace CacheKit;

// The timeout and circuit breaker settings of store calls. A null timeout means no limit; a null BreakAfter means no circuit breaker.
internal readonly record struct StoreCallSettings(TimeSpan? Timeout, int? BreakAfter, TimeSpan BreakFor, TimeProvider? Time)
{
    private readonly string? _cacheName;

    // For metrics and spans.
    public string CacheName
    {
        get => _cacheName ?? "";
        init => _cacheName = value;
    }

    public TimeProvider Clock => Time ?? TimeProvider.System;
}
