namespace CacheKit;

/// <summary>The first word of a reply. Flags, so that a request can state which of them are valid replies.</summary>
[Flags]
internal enum ReplyStatus
{
    None = 0,

    /// <summary>HD: done.</summary>
    Done = 1,

    /// <summary>VA: done, with a value.</summary>
    Value = 2,

    /// <summary>EN: no such key (reply to a get).</summary>
    Missing = 4,

    /// <summary>NF: no such key (reply to a delete).</summary>
    NotFound = 8,

    /// <summary>NS: not stored.</summary>
    NotStored = 16,

    /// <summary>SERVER_ERROR: this request failed; the connection stays usable.</summary>
    ServerError = 32,

    /// <summary>CLIENT_ERROR, ERROR: the server did not understand the request, and later replies cannot be matched reliably.</summary>
    Refused = 64,

    /// <summary>EX: the item has changed.</summary>
    Changed = 128,
}
