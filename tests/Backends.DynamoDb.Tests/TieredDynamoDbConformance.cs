using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
public sealed class TieredDynamoDbConformance : TieredConformance
{
    private static readonly string _table = SharedServer.NewTable("tiers");

    // Starts today: DynamoDB deletes items that are expired by its own clock.
    protected override FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    // Random bytes cannot be compressed: an item of 400 KB without its key and its expirations.
    protected override int LargestPayload => 399 * 1024;

    protected override int? RefusedPayload => 500 * 1024;

    // A clear deletes batches of 25 items in each of four segments; ListingTests covers listing pages of a megabyte.
    protected override int ManyKeys => 150;

    protected override int Races => 5;

    protected override int GeneratedSequences => 10;

    protected override bool TestsOddKeys => false;

    protected override IValueBackend CreateLocal() => new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });

    // In a wrapper, so that the suite also checks that a wrapper keeps every capability that two levels need.
    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() =>
        new WrappedBackend(await SharedServer.BackendAsync(_table, options => options.TimeProvider = Clock));
}
