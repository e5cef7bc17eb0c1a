using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>A test of woven functions: the global cache is new for each test.</summary>
internal abstract class WovenFixture(bool isRemote = false)
{
    private readonly InMemoryBackend _memory = new();

    protected ICacheBackend Backend { get; private set; } = null!;

    [SetUp]
    public void Start()
    {
        Shapes.Runs = 0;
        Backend = isRemote ? new RemoteStore(_memory) : _memory;
        CacheManager.Init(Backend, prefix: "api-cache");
    }

    [TearDown]
    public void Stop()
    {
        CacheManager.Reset();
        _memory.Dispose();
    }
}
