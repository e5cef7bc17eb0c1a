namespace CacheKit.Generators;

internal enum ParameterRole
{
    // Part of the key.
    Argument,

    // Passed on, but not part of the key.
    LeftOut,

    // The name of a delegate's calls in the key.
    Name,

    // The token that is cancelled when no caller waits for the result any more.
    Token,
}
