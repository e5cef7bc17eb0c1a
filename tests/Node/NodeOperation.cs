namespace CacheKit.Node;

/// <summary>What a node can be told to do.</summary>
public enum NodeOperation
{
    /// <summary>Gets a key or creates its value, for as many callers as the command says.</summary>
    Get,

    /// <summary>Has all callers that wait for a value give up.</summary>
    GiveUp,

    /// <summary>Looks for a key, and computes nothing.</summary>
    Find,

    /// <summary>Stores a value.</summary>
    Set,

    /// <summary>Removes a key.</summary>
    Remove,

    /// <summary>Evicts the command's tags.</summary>
    Evict,

    /// <summary>Evicts the command's tags softly.</summary>
    EvictSoftly,

    /// <summary>Clears the command's namespace, or all there is.</summary>
    Clear,

    /// <summary>Sets the clock of the node forward or back.</summary>
    StepClock,

    /// <summary>Counts the computations that this node has begun.</summary>
    Computations,

    /// <summary>Begins to read the entries of rows, and to record what is seen.</summary>
    StartLoad,

    /// <summary>Counts the reads of the load so far.</summary>
    Reads,

    /// <summary>Ends the load, and hands over the record.</summary>
    StopLoad,

    /// <summary>Begins to use all a cache can do.</summary>
    StartSoak,

    /// <summary>Counts what the soak has done so far; it fails where a caller has seen a failure.</summary>
    Soaked,

    /// <summary>Ends the soak.</summary>
    StopSoak,

    /// <summary>The bytes on the heap after a full collection.</summary>
    Heap,
}
