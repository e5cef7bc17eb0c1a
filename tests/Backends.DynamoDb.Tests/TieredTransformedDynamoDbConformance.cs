using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Two levels, of which DynamoDB holds payloads that are compressed and sealed.</summary>
[TestFixture]
public sealed class TieredTransformedDynamoDbConformance : TieredConformance
{
    private static readonly string _table = SharedServer.NewTable("transformed-tiers");

    // Starts today: DynamoDB deletes items that are expired by its own clock.
    protected override FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    // Random bytes cannot be compressed: an item of 400 KB without its key and its expirations.
    protected override int LargestPayload => (399 * 1024) - WrappedBackend.TransformOverhead;

    protected override int? RefusedPayload => 500 * 1024;

    // A clear deletes batches of 25 items; listing pages of a megabyte are covered by ListingTests.
    protected override int ManyKeys => 300;

    protected override int GeneratedSequences => 10;

    protected override IValueBackend CreateLocal() => new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });

    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() =>
        WrappedBackend.Transformed(await SharedServer.BackendAsync(_table, options => options.TimeProvider = Clock));
}
