using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Conformance;

/// <summary>
/// A store that refuses one request is not down: the cache still finds all other keys, overwrites an unreadable entry, and logs the refusal
/// once.
/// </summary>
public abstract class RefusalConformance : ModelConformance
{
    private static readonly TestCaseData[] _options =
    [
        new TestCaseData(new CacheEntryOptions()).SetArgDisplayNames("plain"),
        new TestCaseData(new CacheEntryOptions { Tags = ["tag"] }).SetArgDisplayNames("with a tag"),
        new TestCaseData(new CacheEntryOptions { Lease = TimeSpan.FromSeconds(10) }).SetArgDisplayNames("with a lease"),
        new TestCaseData(new CacheEntryOptions { Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(1) }, Expiration = TimeSpan.FromHours(1) })
            .SetArgDisplayNames("with a grace"),
    ];

    /// <summary>The length of a payload that the store refuses, whatever its bytes. Null by default: it accepts any length.</summary>
    protected virtual int? RefusedPayload => null;

    /// <summary>
    /// Writes something under a key that the store cannot read as an entry, but that a write replaces. Returns false by default: there is
    /// no such thing.
    /// </summary>
    protected virtual ValueTask<bool> PutForeignAsync(string key) => new(false);

    [TestCaseSource(nameof(_options))]
    public async Task A_value_of_another_application_under_a_key_is_a_miss_that_is_overwritten(CacheEntryOptions options)
    {
        (ICache cache, string prefix, WarningLog log) = NewCache();
        await PutForeignOrPassAsync($"{prefix}::bad");
        await cache.SetAsync("good", "value", options);
        for (int i = 0; i < 10; i++)
        {
            Assert.That((await cache.TryGetAsync<string>("bad", options)).HasValue, Is.False);
            Assert.That((await cache.TryGetAsync<string>("good", options)).Value, Is.EqualTo("value"));
        }

        Assert.That(await cache.GetOrCreateAsync("bad", _ => ValueTask.FromResult("computed"), options), Is.EqualTo("computed"));
        Assert.That((await cache.TryGetAsync<string>("bad", options)).Value, Is.EqualTo("computed"));
        Assert.That(log.Warnings.Count(), Is.EqualTo(1), string.Join('\n', log.Warnings));
    }

    [Test]
    public async Task A_value_of_another_application_under_the_key_of_a_tag_is_replaced()
    {
        (ICache cache, string prefix, _) = NewCache();
        var options = new CacheEntryOptions { Tags = ["tag"] };
        await cache.SetAsync("key", "old", options);
        string tag = await TagKeyAsync(prefix);
        await cache.RemoveAsync("key");
        await PutForeignOrPassAsync(tag);

        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), options), Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync<string>("key", options)).Value, Is.EqualTo("new"));
        await PutForeignOrPassAsync(tag);
        Assert.That(await cache.EvictAsync("tag"), Is.True);
        Assert.That((await cache.TryGetAsync<string>("key", options)).HasValue, Is.False);
    }

    [Test]
    public async Task A_payload_that_is_too_large_leaves_the_others_alone()
    {
        if (RefusedPayload is not { } length)
        {
            Assert.Pass($"{Backend.GetType().Name} takes payloads of any length.");
            return;
        }

        (ICache cache, _, WarningLog log) = NewCache();
        byte[] large = new byte[length];
        new Random(1).NextBytes(large);
        await cache.SetAsync("good", "value");
        for (int i = 0; i < 10; i++)
        {
            byte[] returned = await cache.GetOrCreateAsync("large", _ => ValueTask.FromResult(large));
            Assert.That(returned.AsSpan().SequenceEqual(large), Is.True);
            Assert.That((await cache.TryGetAsync<string>("good")).Value, Is.EqualTo("value"));
        }

        Assert.That(log.Warnings.Single(), Does.Contain("too large"));
        await cache.SetAsync("good", large);
        Assert.That((await cache.TryGetAsync<byte[]>("good")).HasValue, Is.False, "Neither the old value nor the new one.");
    }

    private async Task PutForeignOrPassAsync(string key)
    {
        if (!await PutForeignAsync(key))
            Assert.Pass($"{Backend.GetType().Name} reads whatever there is under a key.");
    }

    // Besides the entry, the tag record is the only key of the cache.
    private async Task<string> TagKeyAsync(string prefix)
    {
        if (Backend.FindCapability<IListingBackend>() is not { } store)
        {
            Assert.Pass($"{Backend.GetType().Name} does not list its keys.");
            return "";
        }

        var keys = new List<string>();
        await foreach (StoredKey stored in store.ListAsync(prefix + ":"))
            keys.Add(stored.Key);
        return keys.Single(key => key != $"{prefix}::key");
    }

    private (ICache Cache, string Prefix, WarningLog Log) NewCache()
    {
        string prefix = $"refusals-{Guid.NewGuid():N}";
        var log = new WarningLog();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(log);
        services.AddCacheKit(prefix, Patient).UseBackend(Backend);
        return (services.BuildServiceProvider().GetRequiredService<ICache>(), prefix, log);
    }
}
