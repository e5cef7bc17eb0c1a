using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Sends all requests of a backend: waits until the table exists, and applies the time limit.</summary>
internal sealed class DynamoDbTable : IDisposable
{
    // A page of a scan has up to a megabyte, and a batch 25 writes.
    private const int PageTimeoutFactor = 5;

    private readonly IAmazonDynamoDB _client;
    private readonly bool _ownsClient;
    private readonly DynamoDbTableCreator? _creator;
    private readonly TimeSpan _timeout;
    private volatile bool _disposed;

    private DynamoDbTable(IAmazonDynamoDB client, bool ownsClient, string name, DynamoDbBackendOptions options)
    {
        _client = client;
        _ownsClient = ownsClient;
        _timeout = options.Timeout;
        _creator = options.CreateTableIfMissing ? new DynamoDbTableCreator(client, name, options.Timeout) : null;
        Name = name;
    }

    public string Name { get; }

    public TimeSpan Timeout => _timeout;

    public static DynamoDbTable WithOwnClient(string name, DynamoDbBackendOptions options)
    {
        DynamoDbClient.Validate(name, options);
        return new DynamoDbTable(DynamoDbClient.Create(options), ownsClient: true, name, options);
    }

    public static DynamoDbTable WithClient(IAmazonDynamoDB client, string name, DynamoDbBackendOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        DynamoDbClient.ValidateForClient(name, options);
        return new DynamoDbTable(client, ownsClient: false, name, options);
    }

    public void UseLogger(ILogger logger)
    {
        if (_creator is not null)
            _creator.Logger = logger;
    }

    public Task<GetItemResponse> GetAsync(GetItemRequest request, CancellationToken cancellationToken) =>
        SendAsync(token => _client.GetItemAsync(request, token), _timeout, cancellationToken);

    public Task<PutItemResponse> PutAsync(PutItemRequest request, CancellationToken cancellationToken) =>
        SendAsync(token => _client.PutItemAsync(request, token), _timeout, cancellationToken);

    public Task<DeleteItemResponse> DeleteAsync(DeleteItemRequest request, CancellationToken cancellationToken) =>
        SendAsync(token => _client.DeleteItemAsync(request, token), _timeout, cancellationToken);

    public Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken) =>
        SendAsync(token => _client.ScanAsync(request, token), _timeout * PageTimeoutFactor, cancellationToken);

    public Task<BatchWriteItemResponse> WriteAsync(BatchWriteItemRequest request, CancellationToken cancellationToken) =>
        SendAsync(token => _client.BatchWriteItemAsync(request, token), _timeout * PageTimeoutFactor, cancellationToken);

    public Task<BatchGetItemResponse> GetManyAsync(BatchGetItemRequest request, CancellationToken cancellationToken) =>
        SendAsync(token => _client.BatchGetItemAsync(request, token), _timeout, cancellationToken);

    /// <summary>Waits until the table exists, which the time limit of a request does not include.</summary>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(DynamoDbBackend));
        return _creator is { IsDone: false } maker ? new(maker.WaitForTableAsync(cancellationToken)) : default;
    }

    public void Dispose()
    {
        if (_disposed)
            return;

        _disposed = true;
        _creator?.Dispose();
        if (_ownsClient)
            _client.Dispose();
    }

    private async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> send, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await DynamoDbDeadline.SendAsync(send, timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (ResourceNotFoundException exception)
        {
            _creator?.Reset();
            throw new InvalidOperationException(MissingTable(), exception);
        }
        catch (AmazonServiceException exception) when (DynamoDbRefusals.Of(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    private string MissingTable() =>
        $"There is no DynamoDB table '{Name}' at {_client.Config.ServiceURL ?? _client.Config.RegionEndpoint?.SystemName}. " +
        $"Set {nameof(DynamoDbBackendOptions)}.{nameof(DynamoDbBackendOptions.CreateTableIfMissing)}, or create it: " +
        $"aws dynamodb create-table --table-name {Name} --billing-mode PAY_PER_REQUEST " +
        $"--attribute-definitions AttributeName={DynamoDbItem.Key},AttributeType=S --key-schema AttributeName={DynamoDbItem.Key},KeyType=HASH; then: " +
        $"aws dynamodb update-time-to-live --table-name {Name} --time-to-live-specification Enabled=true,AttributeName={DynamoDbItem.TimeToLive}";
}
