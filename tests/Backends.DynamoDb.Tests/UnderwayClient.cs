using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A client that counts concurrent requests, and can refuse all requests for lack of capacity.</summary>
internal sealed class UnderwayClient(string endpoint) : AmazonDynamoDBClient(
    new BasicAWSCredentials("local", "local"),
    new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" })
{
    private int _underway;
    private int _most;

    public int Most => Volatile.Read(ref _most);

    public bool IsThrottled { get; set; }

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        CountAsync(() => base.GetItemAsync(request, cancellationToken));

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) =>
        CountAsync(() => base.PutItemAsync(request, cancellationToken));

    public override Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default) =>
        CountAsync(() => base.DeleteItemAsync(request, cancellationToken));

    private async Task<T> CountAsync<T>(Func<Task<T>> send)
    {
        if (IsThrottled)
            throw new ProvisionedThroughputExceededException("Too many.") { ErrorCode = nameof(ProvisionedThroughputExceededException) };

        int underway = Interlocked.Increment(ref _underway);
        int most = Most;
        while (underway > most)
        {
            int seen = Interlocked.CompareExchange(ref _most, underway, most);
            most = seen == most ? underway : seen;
        }

        try
        {
            return await send();
        }
        finally
        {
            Interlocked.Decrement(ref _underway);
        }
    }
}
