using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
public sealed class TieredDynamoDbConformance : TieredConformance
{
    private static readonly string _table = SharedServer.NewTable("tiers");

    // Forward from today: the store deletes by its own clock what it takes for expired.
    protected override FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    // Random bytes, which no compression makes smaller: an item of 400 KB less its key and its numbers.
    protected override int LargestPayload => 399 * 1024;

    protected override int? RefusedPayload => 500 * 1024;

    // A step of a clear is a batch of 25; a page of a list is a megabyte, which ListingTests has.
    protected override int ManyKeys => 300;

    protected override int GeneratedSequences => 10;

    protected override IValueBackend CreateLocal() => new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock });

    // Behind a wrapper, which so is held to the whole suite, and asked for every capability that the levels need.
    protected override async ValueTask<ICacheBackend> CreateRemoteAsync() =>
        new WrappedBackend(await SharedServer.BackendAsync(_table, options => options.TimeProvider = Clock));
}
