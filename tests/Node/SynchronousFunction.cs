namespace CacheKit.Node;

/// <summary>The synchronous functions of a node.</summary>
public enum SynchronousFunction
{
    /// <summary>Returns a row.</summary>
    Find,

    /// <summary>Returns a row, with several tags.</summary>
    FindTagged,

    /// <summary>Returns the same value to all callers, after all of them have come.</summary>
    FindShared,

    /// <summary>Returns a row; its callers wait for at most an hour.</summary>
    FindPatiently,

    /// <summary>Never returns; its callers wait for at most a second.</summary>
    FindImpatiently,
}
