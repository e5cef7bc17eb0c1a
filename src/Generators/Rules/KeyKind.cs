namespace CacheKit.Generators;

// How a parameter stands in the key.
internal enum KeyKind
{
    // It has no text that tells its values apart.
    None,

    // Not at all: a service, a cancellation token, or what [CacheIgnore] says.
    LeftOut,

    // As the text that ValueText writes.
    Text,

    // As its ICacheKey says.
    OwnKey,

    // As those of its parts.
    Record,
}
