namespace CacheKit;

// Factory state that may reference scoped objects of its caller.
internal interface ICallerState<TState>
{
    // State for the same computation with objects of its own; null if that is not possible, which is logged if warns is true.
    DetachedState<TState>? Detach(bool warns);
}
