namespace CacheKit.Generators;

// How generated code calls a method.
internal enum MethodAccess
{
    // By name.
    Direct,

    // Through an UnsafeAccessor, since the method is private or protected.
    Accessor,

    // Through an UnsafeAccessor of a static class, which cannot be a parameter type.
    StaticClassAccessor,
}
