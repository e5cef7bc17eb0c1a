namespace CacheKit.Generators;

// How generated code reaches a method.
internal enum MethodAccess
{
    // By its name.
    Direct,

    // By an accessor that the runtime fills in, as it is private or protected.
    Accessor,

    // The same for a method of a static class, which no parameter can have as its type.
    StaticClassAccessor,
}
