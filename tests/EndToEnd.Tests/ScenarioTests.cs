namespace CacheKit.EndToEnd.Tests;

/// <summary>Black-box tests of endpoints: each runs over Kestrel, in memory and on a store that processes share.</summary>
[TestFixture("memory")]
[TestFixture("redis")]
internal abstract class ScenarioTests(string storeName)
{
    private readonly List<ICacheBackend> _opened = [];
    private RunningStore _store = null!;

    [OneTimeSetUp]
    public async Task StartStore() => _store = await RunningStore.StartAsync(storeName);

    [TearDown]
    public void CloseBackends()
    {
        foreach (ICacheBackend backend in _opened)
            (backend as IDisposable)?.Dispose();
        _opened.Clear();
    }

    [OneTimeTearDown]
    public async Task StopStore()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    /// <summary>Whether another application sees the entries of this one.</summary>
    protected bool IsShared => storeName != "memory";

    /// <summary>Starts an application with a prefix that no other test uses.</summary>
    protected async Task<TestApp> StartAsync(Action<WebApplication> routes, TestAppSettings? settings = null)
    {
        ICacheBackend backend = await _store.OpenAsync();
        _opened.Add(backend);
        settings ??= new TestAppSettings();
        return await TestApp.StartAsync(routes, settings with
        {
            Backend = backend,
            Prefix = settings.Prefix.Length > 0 ? settings.Prefix : Guid.NewGuid().ToString("N"),
        });
    }
}
