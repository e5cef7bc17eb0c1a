namespace CacheKit;

/// <summary>The settings of a <see cref="DynamoDbBackend"/>.</summary>
public sealed class DynamoDbBackendOptions
{
    /// <summary>
    /// The region of the table, such as <c>eu-central-1</c>; null, the default: the one that the environment names, as the AWS SDK
    /// reads it.
    /// </summary>
    public string? Region { get; set; }

    /// <summary>
    /// The address of the service, such as <c>http://localhost:8000</c> for DynamoDB Local; null, the default: the region's own.
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>
    /// Whether a table that is missing is made, billed on demand, and the store's own expiry turned on, before the first use.
    /// </summary>
    public bool CreateTableIfMissing { get; set; }

    /// <summary>
    /// Whether a read sees every write that ended before it, at twice the price; false, the default: it may see what was there
    /// a moment ago.
    /// </summary>
    public bool ConsistentReads { get; set; }

    /// <summary>
    /// How long a read or a write may take, the client's retries included. Two seconds, unless set. Each page of a clear or of a
    /// list may take five times as long.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock that entries expire by.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
