namespace CacheKit.Generators;

// How a parameter is written into the key.
internal enum KeyKind
{
    // It has no text that distinguishes its values.
    None,

    // Not part of the key: a service, a cancellation token, or a parameter marked [CacheIgnore].
    LeftOut,

    // Written by ValueText.
    Text,

    // Written by its ICacheKey implementation.
    OwnKey,

    // Written as its parts.
    Record,
}
