namespace CacheKit;

/// <summary>The settings of a <see cref="DynamoDbBackend"/>.</summary>
public sealed class DynamoDbBackendOptions
{
    /// <summary>The AWS region of the table.</summary>
    /// <value>For example <c>eu-central-1</c>. Null by default: the region that the AWS SDK finds in the environment.</value>
    public string? Region { get; set; }

    /// <summary>The address of the service.</summary>
    /// <value>For example <c>http://localhost:8000</c> for DynamoDB Local. Null by default: the endpoint of the region.</value>
    public string? Endpoint { get; set; }

    /// <summary>
    /// Whether to create the table before the first use if it is missing, with on-demand billing and with time to live enabled.
    /// </summary>
    /// <value>False by default: a missing table is an error.</value>
    public bool CreateTableIfMissing { get; set; }

    /// <summary>Whether reads are strongly consistent, which costs twice as much.</summary>
    /// <value>False by default: reads are eventually consistent and may return an earlier state.</value>
    public bool ConsistentReads { get; set; }

    /// <summary>
    /// The time limit of a read or a write, including the client's retries. Each page of a clear or a listing has five times this limit.
    /// </summary>
    /// <value>2 seconds by default. Longer than zero, at most 5 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Compresses payloads of its <see cref="PayloadCompression.MinPayload"/> or more, where that saves at least a tenth. All processes that share
    /// the table need the same algorithm.
    /// </summary>
    /// <value>
    /// By default a <see cref="BrotliCompression"/> of payloads of 350 KB (358,400 bytes) or more, because an item has at most 400 KB. Null: a
    /// larger entry is refused.
    /// </value>
    public PayloadCompression? Compression { get; set; } = new BrotliCompression { MinPayload = 350 * 1024 };

    /// <summary>The clock that decides whether an entry has expired.</summary>
    /// <see cref="TimeProvider.System"/> by default. Not null.
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
