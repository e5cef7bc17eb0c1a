namespace CacheKit.Generators;

internal enum ParameterRole
{
    // It tells calls apart.
    Argument,

    // It is passed on, but tells nothing.
    LeftOut,

    // What the calls of a delegate are called in the key.
    Name,

    // The token that is cancelled when nobody waits for the result any more.
    Token,
}
