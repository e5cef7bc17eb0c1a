using CacheKit.Conformance;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>
/// A user who lacks some commands. Every caller of the cache still gets a value, a refusal is never taken for an outage, and a warning names
/// what is lacking. Only a clear and a listing may throw, and their exception says what to do. Without PING and ECHO the client can't keep a
/// connection (<see cref="PermissionTests"/>).
/// </summary>
[TestFixture]
public sealed class LackingCommandTests
{
    private static readonly CacheEntryOptions[] _options =
    [
        new CacheEntryOptions(),
        new CacheEntryOptions { Expiration = TimeSpan.FromHours(1) },
        new CacheEntryOptions { Tags = ["tag"] },

        // Without transactions a lease ends only by expiring, and the next caller waits for that.
        new CacheEntryOptions { Lease = TimeSpan.FromMilliseconds(100), Expiration = TimeSpan.FromHours(1) },
        new CacheEntryOptions { Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) }, Expiration = TimeSpan.FromHours(1) },
    ];

    [TestCase("-get", "'get'")]
    [TestCase("-set -setex -psetex -setnx", "'set")]
    [TestCase("-setnx", "'setnx'")]
    [TestCase("-pttl", "'pttl'")]
    [TestCase("-unlink -del", "'unlink'")]
    [TestCase("-mget", "'mget'")]
    [TestCase("-scan", "'scan'")]
    [TestCase("-eval -evalsha", "'evalsha'")]
    [TestCase("-eval -evalsha -watch", "'watch'")]
    [TestCase("-eval -evalsha -multi", "MULTI")]
    [TestCase("-eval -evalsha -exec", "'exec'")]
    [TestCase("-publish", "'publish'")]
    [TestCase("-subscribe", "'subscribe'")]
    [TestCase("-memory", null)]
    [TestCase("-script -client -info -config -cluster", null)]
    [TestCase("-@read", "'get'")]
    [TestCase("-@write", "'set")]
    [TestCase("-@keyspace", "'pttl'")]
    [TestCase("-@pubsub -@scripting -@transaction -@dangerous", "'evalsha'")]
    public async Task Callers_get_their_values_and_a_refusal_is_no_outage(string rules, string? warning)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync(rules.Split(' '));
        foreach (ICacheBackend backend in new ICacheBackend[] { await user.BackendAsync(), await user.TiersAsync() })
        {
            ICache cache = user.CacheOn(backend);
            for (int i = 0; i < 2; i++)
                await UseAsync(cache);
            await AllowRefusalAsync(async () => await cache.ClearAsync());
            await AllowRefusalAsync(async () =>
            {
                await foreach (StoredKey _ in backend.FindCapability<IListingBackend>()!.ListAsync("app:"))
                {
                }
            });
        }

        if (warning is not null)
            await Poll.UntilAsync(() => new(user.Warnings.Any(text => text.Contains(warning, StringComparison.Ordinal))));
        Assert.That(user.Warnings, Has.None.Contains("failed at"));
        Assert.That(user.Warnings.GroupBy(text => text).Select(same => same.Count()), Has.All.LessThanOrEqualTo(2), "once for each of the two caches");
    }

    [TestCase("-scan")]
    [TestCase("-pttl")]
    [TestCase("-memory")]
    public async Task A_listing_that_lacks_a_command_is_a_refusal_that_names_it(string rule)
    {
        await using RestrictedUser user = await RestrictedUser.CreateAsync(rule);
        RedisBackend backend = await user.BackendAsync();
        await backend.SetAsync("app:key", "payload"u8.ToArray(), timeToLive: null);
        foreach (Func<Task> list in new Func<Task>[]
        {
            async () => await backend.ListAsync("app:").AnyAsync(),
            async () => await backend.ListPageAsync("app:", cursor: null, size: 1_000),
        })
        {
            Assert.That(list, Throws.TypeOf<StoreRefusedException>().With.Message.Contains(rule[1..]));
        }
    }

    private static async Task UseAsync(ICache cache)
    {
        foreach ((int number, CacheEntryOptions options) in _options.Index())
        {
            string key = $"key {number}";
            Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(key), options), Is.EqualTo(key));
            Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(key), options), Is.EqualTo(key));
            await cache.SetAsync(key, key, options);
            Assert.That((await cache.TryGetAsync<string>(key, options)).Value, Is.EqualTo(key).Or.Null);
            await cache.RemoveAsync(key);
            Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(key), options), Is.EqualTo(key));
            Assert.That(await cache.GetManyAsync<string>(["key 0", key, "absent"], options), Does.Not.ContainKey("absent"));
            await cache.EvictAsync("tag", EvictionMode.Soft);
        }

        IReadOnlyDictionary<string, string> computed = await cache.GetOrCreateManyAsync(["a", "b"], (missing, _) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, string>>(missing.ToDictionary(key => key, key => key)));
        Assert.That(computed, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "a", ["b"] = "b" }));
        await cache.SetManyAsync<string>([new("a", "a"), new("b", "b")]);
        await cache.RemoveManyAsync(["a", "b"]);
        await cache.EvictManyAsync(["tag", "another"]);
    }

    private static async Task AllowRefusalAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (StoreRefusedException refusal)
        {
            Assert.That(refusal.Message, Does.Contain("NOPERM").And.Contain("docs/redis.md"));
        }
    }
}
