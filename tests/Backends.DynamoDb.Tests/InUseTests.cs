using CacheKit.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Events in a cache in use: its table is deleted, its capacity is exhausted, an entry has very many tags.</summary>
[TestFixture]
public sealed class InUseTests
{
    private UnderwayClient _client = null!;
    private string _table = null!;

    [SetUp]
    public async Task Connect()
    {
        _client = new UnderwayClient(await SharedServer.EndpointAsync());
        _table = SharedServer.NewTable("inuse");
    }

    [TearDown]
    public void Disconnect() => _client?.Dispose();

    [Test]
    public async Task A_table_that_is_deleted_is_made_again_and_no_caller_fails()
    {
        await using ServiceProvider services = Services(createTable: true);
        ICache cache = services.GetRequiredService<ICache>();
        await HitsAsync(cache, "before");

        await _client.DeleteTableAsync(_table);

        Assert.That(await cache.GetOrCreateAsync("before", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));
        await HitsAsync(cache, "after");
    }

    [Test]
    public async Task A_table_that_is_deleted_and_comes_back_is_used_again_and_no_caller_fails()
    {
        await using ServiceProvider maker = Services(createTable: true);
        await HitsAsync(maker.GetRequiredService<ICache>(), "before");
        await using ServiceProvider services = Services(createTable: false);
        ICache cache = services.GetRequiredService<ICache>();
        await HitsAsync(cache, "before");

        await _client.DeleteTableAsync(_table);
        for (int call = 0; call < 20; call++)
            Assert.That(await cache.GetOrCreateAsync($"during {call}", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));
        await cache.RemoveAsync("before");

        await HitsAsync(maker.GetRequiredService<ICache>(), "after");
        await HitsAsync(cache, "after");
    }

    [Test]
    public async Task No_caller_fails_while_requests_are_throttled_and_the_store_is_used_again_afterwards()
    {
        await using ServiceProvider services = Services(createTable: true);
        ICache cache = services.GetRequiredService<ICache>();
        await HitsAsync(cache, "before");

        _client.IsThrottled = true;
        for (int call = 0; call < 20; call++)
            Assert.That(await cache.GetOrCreateAsync("before", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));
        await cache.RemoveAsync("before");
        _client.IsThrottled = false;

        await HitsAsync(cache, "after");
        Assert.That((await cache.TryGetAsync<string>("before")).HasValue, Is.False);
    }

    [Test]
    public async Task An_entry_with_300_tags_is_a_hit_and_asks_for_few_of_them_at_a_time()
    {
        await using ServiceProvider services = Services(createTable: true);
        ICache cache = services.GetRequiredService<ICache>();
        var options = new CacheEntryOptions { Tags = [.. Enumerable.Range(0, 300).Select(number => $"tag{number}")] };

        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), options);

        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("another"), options), Is.EqualTo("value"));

        // Reads that a computation has overtaken may still be pending, in addition to those of the computation.
        Assert.That(_client.Most, Is.LessThan(64));
    }

    private ServiceProvider Services(bool createTable)
    {
        var services = new ServiceCollection();
        services.AddCacheKit("app", SharedServer.Patiently)
            .UseBackend(_ => SharedServer.BackendOver(_client, _table, options => options.CreateTableIfMissing = createTable));
        return services.BuildServiceProvider();
    }

    private static Task HitsAsync(ICache cache, string key) => Poll.UntilAsync(async () =>
    {
        await cache.SetAsync(key, "value");
        return (await cache.TryGetAsync<string>(key)).HasValue;
    });
}
