namespace CacheKit.Generators;

// The fault of the cached method that a [CachePut] or [CacheEvict] names.
internal enum TargetFault
{
    None,

    // The method does not exist, or it is not cached.
    Missing,

    // Its key cannot be built from the arguments.
    Mismatch,
}
