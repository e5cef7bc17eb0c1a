using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>
/// Creates a missing table and enables its time to live, once for all callers and with any number of concurrent processes.
/// </summary>
internal sealed class DynamoDbTableCreator(IAmazonDynamoDB client, string table, TimeSpan timeout) : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    // Creating a table takes about ten seconds.
    private static readonly TimeSpan _creationTimeout = TimeSpan.FromMinutes(2);

    // After a failure, a later call tries again, but at most once per interval.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Task? _creation;
    private long _failedAt;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public bool IsDone => Volatile.Read(ref _creation) is { IsCompletedSuccessfully: true };

    /// <summary>Waits until the table can be used. All callers wait for the same attempt.</summary>
    public Task WaitForTableAsync(CancellationToken cancellationToken) => Creation().WaitAsync(cancellationToken);

    /// <summary>Resets the state after the table was deleted: the next call creates it again.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            if (IsDone)
                _creation = null;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private Task Creation()
    {
        lock (_gate)
        {
            bool failed = _creation is { IsCompleted: true, IsCompletedSuccessfully: false };
            if (_creation is null || (failed && Stopwatch.GetElapsedTime(_failedAt) >= _retryAfter))
                _creation = CleanContext.Run(() => EnsureAsync(_end.Token));
            return _creation;
        }
    }

    private async Task EnsureAsync(CancellationToken end)
    {
        try
        {
            TableDescription description = await FindAsync(end).ConfigureAwait(false) ?? await CreateAsync(end).ConfigureAwait(false);
            Check(description.KeySchema);
            await EnableTimeToLiveAsync(end).ConfigureAwait(false);
        }
        catch
        {
            _failedAt = Stopwatch.GetTimestamp();
            throw;
        }
    }

    // Returns the table once it is active, or null if it does not exist.
    private async Task<TableDescription?> FindAsync(CancellationToken end)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _creationTimeout)
        {
            TableDescription description;
            try
            {
                description = (await SendAsync(token => client.DescribeTableAsync(table, token), end).ConfigureAwait(false)).Table;
            }
            catch (ResourceNotFoundException)
            {
                return null;
            }

            if (description.TableStatus == TableStatus.ACTIVE || description.TableStatus == TableStatus.UPDATING)
                return description;

            await Task.Delay(_interval, end).ConfigureAwait(false);
        }

        throw new TimeoutException($"The DynamoDB table '{table}' did not become active within {_creationTimeout.TotalMinutes} minutes.");
    }

    private async Task<TableDescription> CreateAsync(CancellationToken end)
    {
        Logger.CreatingTable(table);
        var request = new CreateTableRequest
        {
            TableName = table,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            AttributeDefinitions = [new AttributeDefinition(DynamoDbItem.Key, ScalarAttributeType.S)],
            KeySchema = [new KeySchemaElement(DynamoDbItem.Key, KeyType.HASH)],
        };
        try
        {
            await SendAsync(token => client.CreateTableAsync(request, token), end).ConfigureAwait(false);
        }
        catch (ResourceInUseException)
        {
            // Another process has created the table.
        }

        TableDescription? made = await FindAsync(end).ConfigureAwait(false);
        Logger.TableCreated(table);
        return made ?? throw new InvalidOperationException($"The DynamoDB table '{table}' was deleted while it was being created.");
    }

    private void Check(List<KeySchemaElement> schema)
    {
        if (schema is not [{ AttributeName: DynamoDbItem.Key }])
        {
            throw new InvalidOperationException(
                $"The DynamoDB table '{table}' cannot store cache entries: its primary key must be the partition key " +
                $"'{DynamoDbItem.Key}' without a sort key. Use another table.");
        }
    }

    // Expired entries are never read, since every read checks the expiration; without time to live they only stay in the table. So a
    // refusal here is not a failure.
    private async Task EnableTimeToLiveAsync(CancellationToken end)
    {
        var request = new UpdateTimeToLiveRequest
        {
            TableName = table,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = DynamoDbItem.TimeToLive, Enabled = true },
        };
        try
        {
            if (await IsTimeToLiveEnabledAsync(end).ConfigureAwait(false))
                return;
            await SendAsync(token => client.UpdateTimeToLiveAsync(request, token), end).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException exception)
        {
            // The service also refuses a change while another process's change is in progress.
            if (!await IsTimeToLiveConfirmedAsync(end).ConfigureAwait(false))
                Logger.ExpiryNotOn(exception, table);
        }
    }

    private async Task<bool> IsTimeToLiveEnabledAsync(CancellationToken end)
    {
        var request = new DescribeTimeToLiveRequest { TableName = table };
        DescribeTimeToLiveResponse response = await SendAsync(token => client.DescribeTimeToLiveAsync(request, token), end).ConfigureAwait(false);
        TimeToLiveDescription expiry = response.TimeToLiveDescription;
        return (expiry.TimeToLiveStatus == TimeToLiveStatus.ENABLED || expiry.TimeToLiveStatus == TimeToLiveStatus.ENABLING)
            && expiry.AttributeName == DynamoDbItem.TimeToLive;
    }

    private async Task<bool> IsTimeToLiveConfirmedAsync(CancellationToken end)
    {
        try
        {
            return await IsTimeToLiveEnabledAsync(end).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException)
        {
            return false;
        }
    }

    private Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken end) => DynamoDbDeadline.SendAsync(send, timeout, end);
}
