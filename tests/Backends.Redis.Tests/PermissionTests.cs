using CacheKit.Conformance;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>
/// A user without permission for some commands: each missing permission is logged once with its consequence, and everything else works.
/// </summary>
[TestFixture]
public sealed class PermissionTests
{
    private static readonly CacheEntryOptions _options = new() { Tags = ["tag"], Lease = TimeSpan.FromMinutes(1) };

    [TestCase("-evalsha")]
    [TestCase("-evalsha", "-eval")]
    public async Task Without_scripts_entries_are_replaced_by_transactions(params string[] rules)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync(rules);
        await ExpectReplacedAsync(user);
        Assert.That(user.Warnings.Single(), Does.Contain("EVALSHA").And.Contain("transactions").And.Contain("NOPERM"));
    }

    [Test]
    public async Task The_same_where_the_server_has_no_such_command()
    {
        await using RestrictedUser user = await RestrictedUser.WithoutCommandsAsync("EVALSHA", "EVAL");
        await ExpectReplacedAsync(user);
        Assert.That(user.Warnings.Single(), Does.Contain("EVALSHA").And.Contain("unknown command"));
    }

    // The client library ignores the replies to WATCH and MULTI: the commands between them would run without a condition.
    [TestCase("watch")]
    [TestCase("multi")]
    public async Task Without_scripts_and_transactions_nothing_is_replaced_and_the_cache_stays_on(string command)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync("-evalsha", "-eval", $"-{command}");
        RedisBackend backend = await user.BackendAsync();
        await backend.SetAsync("replaced", "old"u8.ToArray(), TimeSpan.FromHours(1));
        for (int i = 0; i < 2; i++)
        {
            Assert.That(
                async () => await backend.ReplaceAsync("replaced", "old"u8.ToArray(), "new"u8.ToArray(), null),
                Throws.InstanceOf<StoreRefusedException>().With.Message.Contains(command).IgnoreCase.And.Message.Contains("Grant"));
        }

        Assert.That((await backend.GetAsync("replaced"))!.Value.ToArray(), Is.EqualTo("old"u8.ToArray()));

        ICache cache = user.CacheOn(backend);
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), _options), Is.EqualTo("value"));
        Assert.That((await cache.TryGetAsync<string>("key", _options)).Value, Is.EqualTo("value"));
        await Poll.UntilAsync(() => new(user.Warnings.Any(warning => warning.Contains("refused replace", StringComparison.Ordinal))));
        Assert.That(user.Warnings, Has.One.Contains("EVALSHA").And.None.Contains("failed at"));
    }

    [Test]
    public async Task Missing_permissions_are_detected_when_connecting()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync("-scan", "-evalsha", "-ping");
        await user.BackendAsync();
        await Poll.UntilAsync(() => new(user.Warnings.Count() == 3));
        Assert.That(user.Warnings, Has.One.Contains("SCAN").And.One.Contains("EVALSHA").And.One.Contains("PING"));
    }

    [Test]
    public async Task Without_permission_to_scan_a_clear_is_an_error_and_the_cache_stays_on()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync("-scan");
        ICache cache = user.CacheOn(await user.BackendAsync());
        await cache.SetAsync("key", "value");

        Assert.That(
            async () => await cache.ClearAsync(), Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("'scan'").And.Message.Contains("Grant"));

        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(await cache.RemoveAsync("key"), Is.True);
    }

    [Test]
    public async Task Without_permission_to_unlink_a_removal_is_false_and_the_cache_stays_on()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync("-unlink", "-del");
        ICache cache = user.CacheOn(await user.BackendAsync());
        await cache.SetAsync("key", "value");
        Assert.That(await cache.RemoveAsync("key"), Is.False);
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(user.Warnings.Single(), Does.Contain("remove"));
    }

    [TestCase("-publish")]
    [TestCase("-subscribe")]
    [TestCase("-publish", "-subscribe")]
    [TestCase("resetchannels")]
    public async Task Two_levels_without_messages_keep_the_staleness_bound(params string[] rules)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync(rules);
        ICache cache = user.CacheOn(await user.TiersAsync());
        int runs = 0;
        for (int i = 0; i < 50; i++)
        {
            await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {++runs}"), new CacheEntryOptions { Tags = ["tag"] });
            await cache.SetAsync("other", $"{i}");
            Assert.That((await cache.TryGetAsync<string>("other")).Value, Is.EqualTo($"{i}"));
        }

        Assert.That(runs, Is.EqualTo(1));
        Assert.That((await cache.EvictAsync("tag"), await cache.RemoveAsync("other")), Is.EqualTo((true, true)));
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
        await Poll.UntilAsync(() => new(user.Warnings.Any()));
        Assert.That(user.Warnings.Single(), Does.Contain("refuses invalidation messages").And.Contain("NOPERM"));
    }

    [Test]
    public async Task Info_config_and_cluster_are_not_needed()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync("-info", "-config", "-cluster");
        ICache cache = user.CacheOn(await user.BackendAsync());
        await cache.SetAsync("key", "value", _options);
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        await cache.ClearAsync();
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That(user.Warnings, Is.Empty);
    }

    [Test]
    public async Task A_user_of_other_keys_computes_and_is_logged_once_for_each_operation()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync("resetkeys", "~another:*", "~key");
        ICache cache = user.CacheOn(await user.BackendAsync());
        for (int i = 0; i < 20; i++)
            Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
        Assert.That(user.Warnings, Has.Exactly(2).Contains("NOPERM"));
        Assert.That(user.Warnings.Count(), Is.EqualTo(2));
    }

    // The permissions in docs/redis.md.
    [Test]
    public async Task The_documented_permissions_are_sufficient()
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync(
            "reset", "on", ">secret", "~app:*", "~key", "&cachekit-changes", "+get", "+set", "+setex", "+psetex", "+setnx",
            "+unlink", "+mget", "+pttl", "+scan", "+memory|usage", "+evalsha", "+eval", "+script", "+subscribe", "+unsubscribe", "+publish", "+ping", "+echo", "+client", "+info", "+config|get", "+cluster");
        TieredBackend tiers = await user.TiersAsync();
        ICache cache = user.CacheOn(tiers);
        CacheEntryOptions options = _options with { Expiration = TimeSpan.FromHours(1) };
        for (int i = 0; i < 3; i++)
        {
            Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {i}"), options), Is.EqualTo($"value {i}"));
            Assert.That(await cache.EvictAsync("tag"), Is.True);
        }

        Assert.That(await cache.GetOrCreateAsync("for ever", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
        Assert.That((await cache.TryGetAsync<string>("for ever")).Value, Is.EqualTo("value"));
        await foreach (StoredKey key in tiers.FindCapability<IListingBackend>()!.ListAsync("app:"))
            Assert.That(key.Key, Does.StartWith("app:"));
        Assert.That((await cache.RemoveAsync("for ever"), await cache.ClearAsync()), Is.EqualTo((true, 2)));
        await Poll.UntilAsync(async () => long.Parse(
            (await user.Server.SendAsync("PUBLISH", "cachekit-changes", ""))!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.That(user.Warnings, Is.Empty);
    }

    private static async Task ExpectReplacedAsync(RestrictedUser user)
    {
        RedisBackend backend = await user.BackendAsync();
        await backend.SetAsync("replaced", "old"u8.ToArray(), TimeSpan.FromHours(1));
        Assert.That(await backend.ReplaceAsync("replaced", "else"u8.ToArray(), "new"u8.ToArray(), TimeSpan.FromHours(2)), Is.False);
        Assert.That(await backend.ReplaceAsync("replaced", "old"u8.ToArray(), "new"u8.ToArray(), TimeSpan.FromHours(2)), Is.True);
        CacheEntry? entry = await backend.GetWithTimeToLiveAsync("replaced");
        Assert.That((entry!.Value.Payload.ToArray(), entry.Value.TimeToLive > TimeSpan.FromHours(1)), Is.EqualTo(("new"u8.ToArray(), true)));
        Assert.That(await backend.ReplaceAsync("replaced", "new"u8.ToArray(), "for ever"u8.ToArray(), null), Is.True);
        Assert.That((await backend.GetWithTimeToLiveAsync("replaced"))!.Value.TimeToLive, Is.Null);
        Assert.That(await backend.ReplaceAsync("replaced", "for ever"u8.ToArray(), default, TimeSpan.Zero), Is.True);
        Assert.That(await backend.GetAsync("replaced"), Is.Null);

        // The lease is released: the next one does not wait for its expiration.
        ICache cache = user.CacheOn(backend);
        for (int i = 0; i < 3; i++)
        {
            Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {i}"), _options), Is.EqualTo($"value {i}"));
            Assert.That(await cache.EvictAsync("tag", EvictionMode.Soft), Is.True);
            await cache.RemoveAsync("key");
        }
    }
}
