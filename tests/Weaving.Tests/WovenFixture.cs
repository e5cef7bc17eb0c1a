using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>A test of woven functions: the global cache is in memory, and new for each test.</summary>
internal abstract class WovenFixture
{
    protected InMemoryBackend Backend { get; } = new();

    [SetUp]
    public void Start()
    {
        Shapes.Runs = 0;
        CacheManager.Init(Backend, prefix: "api-cache");
    }

    [TearDown]
    public void Stop()
    {
        CacheManager.Reset();
        Backend.Dispose();
    }
}
