using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A client that records read requests.</summary>
internal sealed class RecordingClient(string endpoint) : AmazonDynamoDBClient(
    new BasicAWSCredentials("local", "local"),
    new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" })
{
    public ConcurrentBag<GetItemRequest> Gets { get; } = [];

    public ConcurrentBag<ScanRequest> Scans { get; } = [];

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default)
    {
        Gets.Add(request);
        return base.GetItemAsync(request, cancellationToken);
    }

    public override Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default)
    {
        Scans.Add(request);
        return base.ScanAsync(request, cancellationToken);
    }
}
