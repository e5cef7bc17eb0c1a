namespace CacheKit.Node;

/// <summary>The operations of a node.</summary>
public enum NodeOperation
{
    /// <summary>Gets a key or creates its value, for the number of callers in the command.</summary>
    Get,

    /// <summary>Cancels all waiting callers.</summary>
    GiveUp,

    /// <summary>Reads a key without computing it.</summary>
    Find,

    /// <summary>Stores a value.</summary>
    Set,

    /// <summary>Removes a key.</summary>
    Remove,

    /// <summary>Evicts the command's tags.</summary>
    Evict,

    /// <summary>Evicts the command's tags with a soft eviction.</summary>
    EvictSoftly,

    /// <summary>Clears the command's namespace, or the whole cache.</summary>
    Clear,

    /// <summary>Moves the clock of the node.</summary>
    StepClock,

    /// <summary>Returns the number of computations that this node has started.</summary>
    Computations,

    /// <summary>Starts the synchronous callers in the command, each for a row of its own.</summary>
    StartSynchronousCalls,

    /// <summary>Returns the number of synchronous callers whose threads wait.</summary>
    WaitingSynchronousCalls,

    /// <summary>Returns the value of each synchronous caller when all have one.</summary>
    EndSynchronousCalls,

    /// <summary>Returns the minimum of the thread pool.</summary>
    PoolMinimum,

    /// <summary>Starts to read the entries of rows and to record the reads.</summary>
    StartLoad,

    /// <summary>Returns the number of the load's reads so far.</summary>
    Reads,

    /// <summary>Ends the load and returns the record.</summary>
    StopLoad,

    /// <summary>Starts to use all operations of the cache.</summary>
    StartSoak,

    /// <summary>Returns the number of the soak's operations so far; fails if a caller has seen an exception.</summary>
    Soaked,

    /// <summary>Ends the soak.</summary>
    StopSoak,

    /// <summary>Returns the bytes on the heap after a full collection.</summary>
    Heap,
}
