namespace CacheKit;

// The timeout and circuit breaker settings of store calls. A null timeout means no limit; a null BreakAfter means no circuit breaker.
internal readonly record struct StoreCallSettings(TimeSpan? Timeout, int? BreakAfter, TimeSpan BreakFor, TimeProvider? Time)
{
    public TimeProvider Clock => Time ?? TimeProvider.System;
}
