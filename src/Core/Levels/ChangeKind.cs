namespace CacheKit;

/// <summary>The kind of a change.</summary>
internal enum ChangeKind : byte
{
    /// <summary>A key was removed. In messages of earlier versions: removed, set or replaced.</summary>
    Key = 1,

    /// <summary>All keys with a prefix were removed.</summary>
    Prefix = 2,

    /// <summary>Anything may have changed, because messages may have been missed.</summary>
    Everything = 3,

    /// <summary>
    /// A computed value replaced the one that was read, or a key was removed on condition of its content. L1 copies are outdated, running
    /// computations are not.
    /// </summary>
    Replacement = 4,

    /// <summary>A key was set unconditionally.</summary>
    Set = 5,
}
