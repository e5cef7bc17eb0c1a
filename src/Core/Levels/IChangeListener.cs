namespace CacheKit;

/// <summary>Receives the changes of a feed.</summary>
internal interface IChangeListener
{
    /// <summary>The current time in milliseconds, from an arbitrary start.</summary>
    long Now { get; }

    /// <summary>How often changes may have been missed. Heartbeats from before the last interruption prove nothing.</summary>
    long Interruptions { get; }

    /// <summary>Another process has changed the store.</summary>
    void OnChanged(Change change);

    /// <summary>All changes up to a time have been received; the count of interruptions was taken at that time.</summary>
    void ReceivedUpTo(long time, long interruptions);

    /// <summary>Changes may have been missed.</summary>
    void Interrupt();
}
