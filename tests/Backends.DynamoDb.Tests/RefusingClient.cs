using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A client that answers reads and writes of items with an error on request, since DynamoDB Local never throttles.</summary>
internal sealed class RefusingClient(string endpoint) : AmazonDynamoDBClient(
    new BasicAWSCredentials("local", "local"),
    new AmazonDynamoDBConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" })
{
    /// <summary>The error code for reads; null: they succeed.</summary>
    public string? ReadError { get; set; }

    /// <summary>The error code for writes; null: they succeed.</summary>
    public string? WriteError { get; set; }

    /// <summary>The error code for scans; null: they succeed.</summary>
    public string? ScanError { get; set; }

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        ReadError is { } code ? throw Error(code) : base.GetItemAsync(request, cancellationToken);

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) =>
        WriteError is { } code ? throw Error(code) : base.PutItemAsync(request, cancellationToken);

    public override Task<DeleteItemResponse> DeleteItemAsync(DeleteItemRequest request, CancellationToken cancellationToken = default) =>
        WriteError is { } code ? throw Error(code) : base.DeleteItemAsync(request, cancellationToken);

    public override Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default) =>
        ScanError is { } code ? throw Error(code) : base.ScanAsync(request, cancellationToken);

    private static AmazonDynamoDBException Error(string code) => new("No.") { ErrorCode = code };
}
