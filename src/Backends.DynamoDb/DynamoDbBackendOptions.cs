namespace CacheKit;

/// <summary>The settings of a <see cref="DynamoDbBackend"/>.</summary>
public sealed class DynamoDbBackendOptions
{
    /// <summary>The AWS region of the table.</summary>
    /// <value>Such as <c>eu-central-1</c>. Null by default: the region that the AWS SDK finds in the environment.</value>
    public string? Region { get; set; }

    /// <summary>The address of the service.</summary>
    /// <value>Such as <c>http://localhost:8000</c> for DynamoDB Local. Null by default: that of the region.</value>
    public string? Endpoint { get; set; }

    /// <summary>Whether a missing table is created before the first use, with on-demand billing and with its time to live enabled.</summary>
    /// <value>False by default: a missing table is an error.</value>
    public bool CreateTableIfMissing { get; set; }

    /// <summary>Whether a read sees every write that ended before it, which costs twice as much.</summary>
    /// <value>False by default: a read may return an earlier state.</value>
    public bool ConsistentReads { get; set; }

    /// <summary>How long a read or a write may take, including the retries of the client. Each page of a clear or a listing may take five times as long.</summary>
    /// <value>2 seconds by default. Longer than zero, and 5 minutes at most.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock by which entries expire.</summary>
    /// <value>The system's clock by default. Not null.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
