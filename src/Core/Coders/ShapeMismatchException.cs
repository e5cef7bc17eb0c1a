namespace CacheKit;

/// <summary>
/// Thrown by a coder for a payload that was written for another shape of its type: other members, or members of other types. The cache
/// takes the entry for absent and overwrites it, without a warning.
/// </summary>
/// <remarks>
/// Both numbers come from the coder, and are the same in every process for the same shape. Where two versions of an application run at the
/// same time, the one whose number is smaller leaves the entry to the other.
/// </remarks>
/// <param name="found">The number of the shape that the payload was written for; 0 for a type without one.</param>
/// <param name="expected">The number of the type's shape in this process; 0 for a type without one.</param>
public sealed class ShapeMismatchException(long found, long expected)
    : Exception($"The payload was written for shape {found:x} of its type, which has shape {expected:x} here.")
{
    /// <summary>The number of the shape that the payload was written for.</summary>
    public long Found => found;

    /// <summary>The number of the type's shape in this process.</summary>
    public long Expected => expected;
}
