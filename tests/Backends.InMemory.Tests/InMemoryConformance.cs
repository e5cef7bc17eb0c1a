using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

[TestFixture]
public class InMemoryConformance : ValueBackendConformance
{
    protected override FakeTimeProvider Clock { get; } = new();

    protected override ValueTask<ICacheBackend> CreateBackendAsync() =>
        new(new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock }));
}
