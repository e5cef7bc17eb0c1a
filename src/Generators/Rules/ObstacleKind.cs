namespace CacheKit.Generators;

// What keeps the calls of a marked method from being woven.
internal enum ObstacleKind
{
    // It is an accessor, an operator, a local function or the like.
    NoOrdinaryMethod,
    NothingToCache,
    ByReference,
    NoKey,
    UncacheableResult,
    Unnameable,
    Contradiction,
}
