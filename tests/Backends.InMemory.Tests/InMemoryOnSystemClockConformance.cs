using CacheKit.Conformance;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>As an application has it: the system's clock is not read through the one that other tests move.</summary>
[TestFixture]
public sealed class InMemoryOnSystemClockConformance : ValueBackendConformance
{
    protected override ValueTask<ICacheBackend> CreateBackendAsync() => new(new InMemoryBackend());
}
