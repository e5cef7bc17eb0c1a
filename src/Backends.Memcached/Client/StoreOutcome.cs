namespace CacheKit;

/// <summary>What became of a value that was sent to be stored.</summary>
internal enum Stored
{
    /// <summary>It is stored.</summary>
    Yes,

    /// <summary>It was to be added, and there is one already.</summary>
    Exists,

    /// <summary>It was to replace what is no longer there, or is another.</summary>
    Changed,

    /// <summary>It is larger than the server's item size. What was there before is gone.</summary>
    TooLarge,
}
