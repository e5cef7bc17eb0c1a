namespace CacheKit.Generators;

// The kind of an obstacle to weaving a marked method.
internal enum ObstacleKind
{
    // The method is an accessor, an operator, a local function or similar.
    NoOrdinaryMethod,
    NothingToCache,
    ByReference,
    NoKey,
    UncacheableResult,
    Unnameable,
    Contradiction,

    // It evicts before the caller reads the items that it computes. The handler of an endpoint does not.
    Deferred,

    // Its elements cannot have entries of their own.
    NoElements,

    // Its elements cannot be the entries of the function that it names.
    CannotShare,
}
