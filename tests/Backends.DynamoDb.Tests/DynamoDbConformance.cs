using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
public sealed class DynamoDbConformance : BackendConformance
{
    // Starts today: DynamoDB deletes items that are expired by its own clock.
    protected override FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    // Random bytes cannot be compressed: an item of 400 KB without its key and its expirations.
    protected override int LargestPayload => 399 * 1024;

    protected override int? RefusedPayload => 500 * 1024;

    // A clear deletes batches of 25 items in each of four segments; ListingTests covers listing pages of a megabyte.
    protected override int ManyKeys => 150;

    protected override int Races => 5;

    protected override int GeneratedSequences => 10;

    protected override async ValueTask<ICacheBackend> CreateBackendAsync() =>
        await SharedServer.BackendAsync(SharedServer.NewTable("conformance"), options => options.TimeProvider = Clock);
}
