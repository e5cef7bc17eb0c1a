namespace CacheKit.AspNetCore.Tests;

/// <summary>One method that is both the handler of an endpoint and a function called from code.</summary>
[TestFixture]
[NonParallelizable]
public sealed class FunctionTests
{
    private static readonly TestAppSettings _global = new() { AddsCacheKit = false };

    private readonly InMemoryBackend _backend = new();

    private static int _runs;

    [SetUp]
    public void Start()
    {
        _runs = 0;
        CacheManager.Init(_backend, prefix: "api-cache");
    }

    [TearDown]
    public async Task Empty()
    {
        CacheManager.Reset();
        await _backend.ClearAsync("");
    }

    [OneTimeTearDown]
    public void Close() => _backend.Dispose();

    [Test]
    public async Task As_a_handler_its_response_is_cached_and_as_a_function_its_value_each_under_its_own_key()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/{id}", FindAsync), _global);
        Assert.That((await app.GetAsync("/7")).CacheKit, Is.EqualTo("MISS"));
        Assert.That((await app.GetAsync("/7")).CacheKit, Is.EqualTo("HIT"));
        Assert.That(_runs, Is.EqualTo(1));
        Assert.That(await KeysAsync(), Is.EqualTo(new[] { $"api-cache::GET {app.Origin}/7" }));

        await FindAsync(7);
        await FindAsync(7);
        Assert.That(_runs, Is.EqualTo(2));
        Assert.That(await KeysAsync(), Is.EqualTo(new[] { "api-cache::CacheKit.AspNetCore.Tests.FunctionTests.FindAsync(id=7)", $"api-cache::GET {app.Origin}/7" }));
    }

    [Test]
    public async Task A_cached_handler_that_calls_a_cached_function_computes_once_for_all_of_its_endpoints()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes =>
            {
                routes.MapGet("/one/{id}", [Cache(60)] (int id) => FindAsync(id));
                routes.MapGet("/other/{id}", [Cache(60)] (int id) => FindAsync(id));
            },
            _global);
        Answer one = await app.GetAsync("/one/7");
        Answer other = await app.GetAsync("/other/7");
        Assert.That((one.CacheKit, other.CacheKit, other.Body), Is.EqualTo(("MISS", "MISS", one.Body)));
        Assert.That((await app.GetAsync("/one/7")).CacheKit, Is.EqualTo("HIT"));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    public async Task A_tag_evicts_the_response_and_the_value()
    {
        await using TestApp app = await TestApp.StartAsync(routes => routes.MapGet("/{id}", [Cache(60, Tags = ["user:{id}"])] (int id) => FindAsync(id)), _global);
        Answer before = await app.GetAsync("/7");
        await RenameAsync(7);
        Answer after = await app.GetAsync("/7");
        Assert.That((before.Body, after.CacheKit, after.Body), Is.EqualTo(("7 1", "MISS", "7 2")));
    }

    [Cache(300, Tags = ["user:{id}"])]
    private static Task<string> FindAsync(int id) => Task.FromResult($"{id} {++_runs}");

    [CacheEvict(Tags = ["user:{id}"])]
    private static Task RenameAsync(int id) => Task.CompletedTask;

    private async Task<string[]> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (StoredKey key in _backend.ListAsync("api-cache:"))
        {
            if (!key.Key.Contains('%'))
                keys.Add(key.Key);
        }

        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
