using CacheKit.Conformance;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A server that refuses writes but answers reads.</summary>
[TestFixture]
public sealed class FullServerTests
{
    [TestCase("OOM", "maxmemory", "1", "0")]
    [TestCase("NOREPLICAS", "min-replicas-to-write", "1", "0")]
    public async Task Reads_are_hits_and_five_hundred_calls_are_one_warning(string reason, string setting, string refusing, string accepting)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync();

        // A machine that pauses must not end the period of refusals.
        ICache cache = user.CacheOn(await user.BackendAsync(), calm: TimeSpan.FromMinutes(5));
        await cache.SetAsync("stored", "value");
        await user.Server.SendAsync("CONFIG", "SET", setting, refusing);

        for (int i = 0; i < 500; i++)
        {
            var options = new CacheEntryOptions { Tags = i % 2 == 0 ? [] : ["tag"] };
            Assert.That(await cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult("computed"), options), Is.EqualTo("computed"));
            if (i % 50 == 0)
                await cache.SetAsync("set", "value");
            Assert.That((await cache.TryGetAsync<string>("stored")).Value, Is.EqualTo("value"));
        }

        Assert.That(user.Warnings.Single(), Does.Contain(reason));
        Assert.That(user.Loggers.Count("refused calls"), Is.Zero);

        await user.Server.SendAsync("CONFIG", "SET", setting, accepting);
        await cache.SetAsync("key", "value");
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task A_tag_is_evicted_from_a_full_server()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync();
        ICache cache = user.CacheOn(await user.BackendAsync());
        await cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["tag"] });
        await user.Server.SendAsync("CONFIG", "SET", "maxmemory", "1");
        Assert.That(await cache.EvictAsync("tag"), Is.True);
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    // Detected by the server's reply, before the client knows the new role.
    [Test]
    public async Task A_removal_that_a_replica_refuses_is_replayed_on_the_primary()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync();
        ICache cache = user.CacheOn(await user.BackendAsync());
        await cache.SetAsync("key", "value");
        await user.Server.SendAsync("REPLICAOF", "127.0.0.1", "1");
        Assert.That(await cache.RemoveAsync("key"), Is.False);
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
        await user.Server.SendAsync("REPLICAOF", "NO", "ONE");
        await Poll.UntilAsync(async () => await user.Server.SendAsync("EXISTS", "app::key") == "0");
    }

    [Test]
    public async Task A_lease_is_taken_though_another_application_keeps_something_under_its_key()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync();
        ICache cache = user.CacheOn(await user.BackendAsync());
        await ForeignKeys.PutAsync(user.Server.ConnectionString, "app:%leases::key");
        Assert.That(
            await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), new CacheEntryOptions { Lease = TimeSpan.FromHours(1) }),
            Is.EqualTo("value"));
    }

    [Test]
    public async Task The_reply_to_an_unknown_command_is_logged_without_its_arguments()
    {
        await using RestrictedUser user = await RestrictedUser.WithoutCommandsAsync("SET");
        ICache cache = user.CacheOn(await user.BackendAsync());
        await cache.SetAsync("a-secret-key", "a-secret-value");
        Assert.That(user.Warnings.Single(), Does.Contain("unknown command 'SET'"));
        Assert.That(user.Loggers.Lines.Where(line => line.Level > LogLevel.Debug).Select(line => line.Message + line.Exception), Has.None.Contains("secret"));
    }
}
