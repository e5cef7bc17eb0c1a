using CacheKit.Conformance;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>A wrapper around the backend keeps all of its promises and capabilities.</summary>
[TestFixture]
public sealed class WrappedDynamoDbConformance : DynamoDbConformance
{
    protected override async ValueTask<ICacheBackend> CreateBackendAsync() => new WrappedBackend(await base.CreateBackendAsync());
}
