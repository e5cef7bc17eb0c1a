using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Payloads that are compressed and sealed in DynamoDB.</summary>
[TestFixture]
public sealed class TransformedDynamoDbConformance : BackendConformance
{
    private static readonly string _table = SharedServer.NewTable("transformed");

    private DynamoDbBackend? _store;

    // Starts today: DynamoDB deletes items that are expired by its own clock.
    protected override FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    // Random bytes cannot be compressed: an item of 400 KB without its key and its expirations.
    protected override int LargestPayload => (399 * 1024) - WrappedBackend.TransformOverhead;

    protected override int? RefusedPayload => 500 * 1024;

    // A clear deletes batches of 25 items in each of four segments; ListingTests covers listing pages of a megabyte.
    protected override int ManyKeys => 150;

    protected override int Races => 5;

    protected override int GeneratedSequences => 10;

    protected override bool TestsOddKeys => false;

    protected override async ValueTask<ICacheBackend> CreateBackendAsync()
    {
        DynamoDbBackend store = await SharedServer.BackendAsync(_table, options => options.TimeProvider = Clock);
        _store ??= store;
        return WrappedBackend.Transformed(store);
    }

    protected override async ValueTask<bool> PutForeignAsync(string key)
    {
        await _store!.SetAsync(key, Sealing.Damaged(), timeToLive: null);
        return true;
    }
}
