namespace CacheKit;

/// <summary>The first word of a reply. Flags, so that a request can say which of them answer it.</summary>
[Flags]
internal enum ReplyStatus
{
    None = 0,

    /// <summary>HD: done.</summary>
    Done = 1,

    /// <summary>VA: done, and a value follows.</summary>
    Value = 2,

    /// <summary>EN: there is no such key, says a get.</summary>
    Missing = 4,

    /// <summary>NF: there is no such key, says a delete.</summary>
    NotFound = 8,

    /// <summary>NS: not stored.</summary>
    NotStored = 16,

    /// <summary>SERVER_ERROR: this request failed, and the connection goes on.</summary>
    ServerError = 32,

    /// <summary>CLIENT_ERROR, ERROR: the server did not understand, and what it says next may answer anything.</summary>
    Refused = 64,

    /// <summary>EX: the item has changed since.</summary>
    Changed = 128,
}
