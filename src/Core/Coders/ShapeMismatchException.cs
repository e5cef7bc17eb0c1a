namespace CacheKit;

/// <summary>
/// Thrown by a coder for a payload that was encoded for a different shape of its type: different members, or members of different types.
/// The cache treats the entry as missing and overwrites it, without a warning.
/// </summary>
/// <remarks>
/// The coder chooses the numbers, which must be the same in every process for the same shape. While two versions of an application share a
/// store, the version with the smaller number does not overwrite the entries of the other one.
/// </remarks>
/// <param name="found">The shape that the payload was encoded for; 0 for a type without a shape.</param>
/// <param name="expected">The shape of the type in this process; 0 for a type without a shape.</param>
public sealed class ShapeMismatchException(long found, long expected)
    : Exception($"The payload was encoded for shape {found:x} of its type, but the shape of the type in this process is {expected:x}.")
{
    /// <summary>The shape that the payload was encoded for.</summary>
    public long Found => found;

    /// <summary>The shape of the type in this process.</summary>
    public long Expected => expected;
}
