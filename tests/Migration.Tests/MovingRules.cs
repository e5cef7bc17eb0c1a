using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Migration.Tests;

/// <summary>What holds while an application moves from another cache, whichever that is: it reads CacheKit, and on a miss the old cache.</summary>
internal abstract class MovingRules
{
    private ServiceProvider _services = null!;

    // Some caches compute expirations by the clock of the system.
    protected FakeTimeProvider Clock { get; } = new(TimeProvider.System.GetUtcNow());

    protected ArticleDb Db { get; } = new();

    protected ICache Cache { get; private set; } = null!;

    protected IServiceProvider Services => _services;

    [SetUp]
    public void Start()
    {
        var services = new ServiceCollection();
        AddCaches(services, services.AddCacheKit(prefix: "new", options => options.TimeProvider = Clock).UseInMemory());
        _services = services.BuildServiceProvider();
        Cache = _services.GetRequiredService<ICache>();
    }

    [TearDown]
    public async Task EndAsync() => await _services.DisposeAsync();

    [Test]
    public async Task A_value_of_the_old_cache_is_returned_without_a_load()
    {
        await StoreInOldAsync("cached", TimeSpan.FromMinutes(10));

        string[] titles = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TitleAsync().AsTask()));

        Assert.That(titles, Is.All.EqualTo("cached"));
        Assert.That(Db.Loads, Is.Zero);
    }

    [Test]
    public async Task A_value_of_the_old_cache_expires_when_it_would_have_expired_there()
    {
        await StoreInOldAsync("cached", TimeSpan.FromMinutes(10));
        Assert.That(await TitleAsync(), Is.EqualTo("cached"));

        Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.That(await TitleAsync(), Is.EqualTo("cached"));
        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.That(await TitleAsync(), Is.EqualTo("loaded"));
    }

    [Test]
    public async Task A_value_that_the_old_cache_does_not_have_is_loaded_once_and_stored_in_the_new_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TitleAsync().AsTask()));
        await TitleAsync();

        Assert.That(Db.Loads, Is.EqualTo(1));
        Assert.That(await IsInOldAsync(), Is.False);
        Assert.That((await Cache.TryGetAsync<string>("title:7")).HasValue, Is.True);
    }

    [Test]
    public async Task A_change_is_seen_wherever_the_value_was([Values] bool inOld)
    {
        if (inOld)
            await StoreInOldAsync("cached", TimeSpan.FromMinutes(10));
        await TitleAsync();

        await RenameAsync("renamed");

        Assert.That(await IsInOldAsync(), Is.False);
        Assert.That(await TitleAsync(), Is.EqualTo("renamed"));
    }

    [Test]
    public async Task A_change_that_evicts_in_the_old_cache_only_is_not_seen_by_those_who_read_the_new_one()
    {
        await TitleAsync();

        await Db.RenameAsync(7, "renamed", CancellationToken.None);
        await RemoveFromOldAsync();

        Assert.That(await TitleAsync(), Is.EqualTo("loaded"));
    }

    [Test]
    public async Task Old_values_are_read_while_the_new_cache_is_disabled()
    {
        await StoreInOldAsync("cached", TimeSpan.FromMinutes(10));
        Services.GetRequiredService<ICacheSettings>().Enabled = false;

        Assert.That(await TitleAsync(), Is.EqualTo("cached"));
    }

    protected abstract void AddCaches(IServiceCollection services, CacheKitBuilder builder);

    protected abstract ValueTask StoreInOldAsync(string title, TimeSpan expiration);

    protected abstract ValueTask<bool> IsInOldAsync();

    protected abstract ValueTask RemoveFromOldAsync();

    protected abstract ValueTask<string> TitleAsync();

    protected abstract Task RenameAsync(string title);
}
