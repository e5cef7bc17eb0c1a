namespace CacheKit;

// How long a call of a store may take, and when a store that fails is left alone, and for how long. Null: for as long as it takes; never.
internal readonly record struct StoreCallSettings(TimeSpan? Timeout, int? BreakAfter, TimeSpan BreakFor, TimeProvider? Time)
{
    public TimeProvider Clock => Time ?? TimeProvider.System;
}
