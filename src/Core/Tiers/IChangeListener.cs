namespace CacheKit;

/// <summary>Whoever acts on what a feed hears.</summary>
internal interface IChangeListener
{
    /// <summary>The present time in milliseconds, from any beginning.</summary>
    long Now { get; }

    /// <summary>How often changes may have been missed. What was heard before the last time proves nothing.</summary>
    long Interruptions { get; }

    /// <summary>Another process has changed something.</summary>
    void OnChanged(Change change);

    /// <summary>All changes up to a time have been heard, with no interruption since so many.</summary>
    void ReceivedUpTo(long time, long interruptions);

    /// <summary>Changes may have been missed.</summary>
    void Interrupt();
}
