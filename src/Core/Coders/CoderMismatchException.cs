namespace CacheKit;

/// <summary>
/// Thrown by a coder or a transform for a payload that another one has written. The cache treats the entry as missing and overwrites it,
/// without a warning.
/// </summary>
public sealed class CoderMismatchException : Exception
{
    internal CoderMismatchException(long found, long expected)
        : base($"The payload was written by another coder or transform: its mark is {found:x8}, and {expected:x8} was expected (0: no mark).")
    {
        (Found, Expected) = (found, expected);
    }

    internal long Found { get; }

    internal long Expected { get; }
}
