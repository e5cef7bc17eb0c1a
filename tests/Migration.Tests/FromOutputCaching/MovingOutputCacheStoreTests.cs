using CacheKit.Servers;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromOutputCaching;

[TestFixture]
internal sealed class MovingOutputCacheStoreTests
{
    private RedisServer _server = null!;
    private string _connection = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = _server.PatientConnectionString;
    }

    [TearDown]
    public async Task EndAsync() => await _server.DisposeAsync();

    [Test]
    public async Task A_response_of_the_old_store_is_served_without_the_handler()
    {
        await using PagesApp today = await PagesApp.StartAsync(AddOld);
        await using PagesApp second = await ReleaseAsync(readsCurrent: true);
        Assert.That(await today.GetAsync(), Is.EqualTo("run 1"));

        Assert.That(await second.GetAsync(), Is.EqualTo("run 1"));
        Assert.That(second.Runs, Is.Zero);
    }

    [Test]
    public async Task A_response_is_stored_in_the_new_store_from_the_second_release_on([Values] bool readsCurrent)
    {
        await using PagesApp release = await ReleaseAsync(readsCurrent);
        await using PagesApp third = await PagesApp.StartAsync(AddCurrent);
        await release.GetAsync();

        await third.GetAsync();

        Assert.That(third.Runs, Is.EqualTo(readsCurrent ? 0 : 1));
    }

    [Test]
    public async Task A_change_is_seen_in_both_releases_that_run_at_the_same_time([Values] bool responseIsInOld, [Values] bool changedBySecondRelease)
    {
        await using PagesApp first = await ReleaseAsync(readsCurrent: false);
        await using PagesApp second = await ReleaseAsync(readsCurrent: true);
        await (responseIsInOld ? first : second).GetAsync();

        await (changedBySecondRelease ? second : first).ChangeAsync();
        (int before, int beforeSecond) = (first.Runs, second.Runs);
        await second.GetAsync();
        await first.GetAsync();

        Assert.That((first.Runs - before, second.Runs - beforeSecond), Is.EqualTo((1, 1)));
    }

    private Task<PagesApp> ReleaseAsync(bool readsCurrent) => PagesApp.StartAsync(services =>
    {
        AddOld(services);
        services.KeepStore("old");
        AddCurrent(services);
        services.KeepStore("current");
        services.AddSingleton<IOutputCacheStore>(provider => new MovingOutputCacheStore(
            provider.GetRequiredKeyedService<IOutputCacheStore>("old"), provider.GetRequiredKeyedService<IOutputCacheStore>("current"), readsCurrent));
    });

    private void AddOld(IServiceCollection services) => services.AddStackExchangeRedisOutputCache(options => options.Configuration = _connection);

    private void AddCurrent(IServiceCollection services) => services
        .AddCacheKit(prefix: "new", options => options.Store = new StoreOptions { Timeout = null })
        .UseRedis(_connection)
        .AsOutputCacheStore();
}
