namespace CacheKit;

/// <summary>What of a store has changed.</summary>
internal enum ChangeKind : byte
{
    /// <summary>A key was removed. Of an earlier version: or set, or replaced.</summary>
    Key = 1,

    /// <summary>All keys with a prefix were removed.</summary>
    Prefix = 2,

    /// <summary>Nobody knows what: changes may have been missed.</summary>
    Everything = 3,

    /// <summary>
    /// A key holds something else in place of what was read of it, such as a computed value, or nothing any more: copies of it are outdated, but not
    /// what is being computed.
    /// </summary>
    Replacement = 4,

    /// <summary>A key was set, whatever it held.</summary>
    Set = 5,
}
