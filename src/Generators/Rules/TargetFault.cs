namespace CacheKit.Generators;

// What is wrong with the cached method that a [CachePut] or a [CacheEvict] names.
internal enum TargetFault
{
    None,

    // There is no such method, or it is not cached.
    Missing,

    // Its key can't be made from the arguments.
    Mismatch,
}
