using CacheKit.Conformance;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>As in an application: the system's clock is read differently from the fake clock of other tests.</summary>
[TestFixture]
public sealed class InMemoryOnSystemClockConformance : ValueBackendConformance
{
    protected override ValueTask<ICacheBackend> CreateBackendAsync() => new(new InMemoryBackend());
}
