using System.Diagnostics;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Makes a table that is missing and turns its expiry on: once, for all callers, however many processes do it at once.</summary>
internal sealed class DynamoDbTableCreator(IAmazonDynamoDB client, string table, TimeSpan timeout) : IDisposable
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);

    // A table takes about ten seconds.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    // After a failure a later call tries again, and not every one of them.
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private Task? _making;
    private long _failedAt;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public bool IsDone => Volatile.Read(ref _making) is { IsCompletedSuccessfully: true };

    /// <summary>Returns when the table can be used. All callers wait for the same attempt.</summary>
    public Task MakeAsync(CancellationToken cancellationToken) => Making().WaitAsync(cancellationToken);

    /// <summary>Somebody has deleted the table: the next call makes it anew.</summary>
    public void BeginAgain()
    {
        lock (_gate)
        {
            if (IsDone)
                _making = null;
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private Task Making()
    {
        lock (_gate)
        {
            bool failed = _making is { IsCompleted: true, IsCompletedSuccessfully: false };
            if (_making is null || (failed && Stopwatch.GetElapsedTime(_failedAt) >= _retryAfter))
                _making = CleanContext.Run(() => EnsureAsync(_end.Token));
            return _making;
        }
    }

    private async Task EnsureAsync(CancellationToken end)
    {
        try
        {
            TableDescription description = await FindAsync(end).ConfigureAwait(false) ?? await CreateAsync(end).ConfigureAwait(false);
            Check(description.KeySchema);
            await TurnExpiryOnAsync(end).ConfigureAwait(false);
        }
        catch
        {
            _failedAt = Stopwatch.GetTimestamp();
            throw;
        }
    }

    // The table once it is active; null: there is none.
    private async Task<TableDescription?> FindAsync(CancellationToken end)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < _patience)
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

        throw new TimeoutException($"The DynamoDB table '{table}' did not become active within {_patience.TotalMinutes} minutes.");
    }

    private async Task<TableDescription> CreateAsync(CancellationToken end)
    {
        Logger.MakingTable(table);
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
            // Another process was first.
        }

        TableDescription? made = await FindAsync(end).ConfigureAwait(false);
        Logger.TableCreated(table);
        return made ?? throw new InvalidOperationException($"The DynamoDB table '{table}' was deleted while it was being made.");
    }

    private void Check(List<KeySchemaElement> schema)
    {
        if (schema is not [{ AttributeName: DynamoDbItem.Key }])
        {
            throw new InvalidOperationException(
                $"The DynamoDB table '{table}' is not one of a cache: its primary key must be a partition key '{DynamoDbItem.Key}' and nothing else. " +
                "Name another table.");
        }
    }

    // Without it entries expire all the same, as every read looks; they only stay. So the service's refusal is no failure.
    private async Task TurnExpiryOnAsync(CancellationToken end)
    {
        var request = new UpdateTimeToLiveRequest
        {
            TableName = table,
            TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = DynamoDbItem.Life, Enabled = true },
        };
        try
        {
            if (await IsExpiryOnAsync(end).ConfigureAwait(false))
                return;
            await SendAsync(token => client.UpdateTimeToLiveAsync(request, token), end).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException exception)
        {
            // The service refuses a second change too, which is another process's.
            if (!await IsExpiryKnownToBeOnAsync(end).ConfigureAwait(false))
                Logger.ExpiryNotOn(exception, table);
        }
    }

    private async Task<bool> IsExpiryOnAsync(CancellationToken end)
    {
        var request = new DescribeTimeToLiveRequest { TableName = table };
        DescribeTimeToLiveResponse response = await SendAsync(token => client.DescribeTimeToLiveAsync(request, token), end).ConfigureAwait(false);
        TimeToLiveDescription expiry = response.TimeToLiveDescription;
        return (expiry.TimeToLiveStatus == TimeToLiveStatus.ENABLED || expiry.TimeToLiveStatus == TimeToLiveStatus.ENABLING)
            && expiry.AttributeName == DynamoDbItem.Life;
    }

    private async Task<bool> IsExpiryKnownToBeOnAsync(CancellationToken end)
    {
        try
        {
            return await IsExpiryOnAsync(end).ConfigureAwait(false);
        }
        catch (AmazonDynamoDBException)
        {
            return false;
        }
    }

    private Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken end) => DynamoDbDeadline.SendAsync(send, timeout, end);
}
