namespace CacheKit;

/// <summary>What of a store has changed.</summary>
internal enum ChangeKind : byte
{
    /// <summary>A key was removed. In a message of an earlier version: removed, set or replaced.</summary>
    Key = 1,

    /// <summary>All keys with a prefix were removed.</summary>
    Prefix = 2,

    /// <summary>Nobody knows what: changes may have been missed.</summary>
    Everything = 3,

    /// <summary>
    /// A key was given a computed value in place of the one that was read, or was removed only because it held a certain value. Copies of it are
    /// outdated, but values that are being computed are not.
    /// </summary>
    Replacement = 4,

    /// <summary>A key was set, whatever it held.</summary>
    Set = 5,
}
