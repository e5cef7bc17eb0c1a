using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

[TestFixture(false)]
[TestFixture(true)]
public sealed class InMemoryConformance(bool isWrapped) : ValueBackendConformance
{
    protected override FakeTimeProvider Clock { get; } = new();

    protected override ValueTask<ICacheBackend> CreateBackendAsync() =>
        new(WrappedBackend.If(isWrapped, new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = Clock })));
}
