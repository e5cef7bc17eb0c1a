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

    // Its elements cannot have entries of their own.
    NoElements,

    // Its elements cannot be the entries of the function that it names.
    CannotShare,
}
