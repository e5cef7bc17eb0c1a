using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.EndToEnd.Tests;

/// <summary>
/// A key that is removed while Redis is unreachable is not found again, and is gone for every process once Redis is back.
/// </summary>
internal sealed class RedisRemovalTests
{
    private RedisServer _redis = null!;
    private TcpProxy _line = null!;
    private ServiceProvider _here = null!;
    private ServiceProvider _elsewhere = null!;

    private ICache Here => _here.GetRequiredService<ICache>();

    private ICache Elsewhere => _elsewhere.GetRequiredService<ICache>();

    private static CacheEntryOptions Tagged => new() { Tags = ["tag"], Expiration = TimeSpan.FromHours(1) };

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _line = new TcpProxy(_redis.Host, _redis.Port);
        _here = Process(_line.ConnectionString);
        _elsewhere = Process(_redis.ConnectionString);
        foreach (string key in (string[])["removed", "evicted", "replaced", "kept"])
            await Here.SetAsync(key, "old", key == "evicted" ? Tagged : null);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_here is null)
            return;

        await _here.DisposeAsync();
        await _elsewhere.DisposeAsync();
        await _line.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_server_that_is_paused_and_resumed()
    {
        await _redis.PauseAsync();
        await RemoveAsync();
        await _redis.ResumeAsync();
        await ExpectGoneAsync();
        await Poll.UntilAsync(async () => await FindAsync(Here, "kept") == "old");
    }

    [Test]
    public async Task A_connection_that_is_cut_and_comes_back()
    {
        _line.Cut();
        await RemoveAsync();
        Assert.That(await FindAsync(Elsewhere, "removed"), Is.EqualTo("old"));
        _line.Mend();
        await ExpectGoneAsync();
        await Poll.UntilAsync(async () => await FindAsync(Here, "kept") == "old");
    }

    [Test]
    public async Task A_connection_over_which_everything_arrives_late()
    {
        _line.Swallow();
        await RemoveAsync();
        _line.Mend();
        await ExpectGoneAsync();
    }

    [Test]
    public async Task A_server_that_is_killed_and_restarted()
    {
        _redis.Kill();
        await RemoveAsync();
        await _redis.RestartAsync();
        await ExpectGoneAsync();
        await Poll.UntilAsync(async () =>
        {
            await Here.SetAsync("removed", "new");
            return await FindAsync(Elsewhere, "removed") == "new";
        });
        Assert.That(await FindAsync(Here, "removed"), Is.EqualTo("new"));
    }

    private static ServiceProvider Process(string address)
    {
        var services = new ServiceCollection();
        services.AddCacheKit("app").UseRedis(address);
        return services.BuildServiceProvider();
    }

    private static async Task<string?> FindAsync(ICache cache, string key) => (await cache.TryGetAsync<string>(key)).Value;

    private async Task RemoveAsync()
    {
        Assert.That(await Here.EvictAsync("tag"), Is.False);
        await Here.RemoveAsync("removed");
        await Here.SetAsync("replaced", "new");
        foreach (string key in (string[])["removed", "evicted", "replaced"])
            Assert.That(await FindAsync(Here, key), Is.Null);
    }

    // From now on they are never found here, and soon in no process.
    private async Task ExpectGoneAsync() => await Poll.UntilAsync(async () =>
    {
        bool isGone = true;
        foreach (string key in (string[])["removed", "evicted", "replaced"])
        {
            Assert.That(await FindAsync(Here, key), Is.Not.EqualTo("old"));
            isGone &= await FindAsync(Elsewhere, key) != "old";
        }

        return isGone;
    });
}
