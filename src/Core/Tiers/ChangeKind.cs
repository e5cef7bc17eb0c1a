namespace CacheKit;

/// <summary>What of a store has changed.</summary>
internal enum ChangeKind : byte
{
    /// <summary>A key was removed or replaced.</summary>
    Key = 1,

    /// <summary>All keys with a prefix were removed.</summary>
    Prefix = 2,

    /// <summary>Nobody knows what: changes may have been missed.</summary>
    Everything = 3,
}
