namespace CacheKit;

// State of a factory that may hold objects of its caller, which end with the caller's scope.
internal interface ICallerState<TState>
{
    // The same computation with objects of its own; null if there is none.
    DetachedState<TState>? Detach();
}
