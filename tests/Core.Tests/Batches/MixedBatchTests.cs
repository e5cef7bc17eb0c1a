using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Batches;

/// <summary>Entries with and without tags and lifetimes, in any state, are found by a call for many as by a call for each.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MixedBatchTests : IDisposable
{
    private static readonly string[][] _tags = [[], ["a"], ["b"], ["a", "b"]];

    private static readonly CacheEntryOptions[] _kinds =
    [
        new(),
        new() { Expiration = TimeSpan.FromHours(1) },
        new() { Expiration = TimeSpan.FromHours(1), Stale = new StaleOptions { Grace = TimeSpan.FromHours(9) } },
        new() { Expiration = TimeSpan.FromHours(4), Stale = new StaleOptions { EagerRefreshThreshold = 0.1 } },
        new() { Expiration = TimeSpan.FromHours(4), ExpirationRules = new ExpirationRules { SlidingExpiration = TimeSpan.FromMinutes(90) } },
    ];

    private readonly TestClock _clock = new();
    private readonly BatchStore _store;
    private readonly Cache _cache;

    public MixedBatchTests()
    {
        _store = new BatchStore(_clock);
        _cache = new Cache(_store, "app", new CacheOptions { TimeProvider = _clock, Store = new StoreOptions { Timeout = null, BreakAfter = null } });
    }

    public void Dispose() => _store.Dispose();

    [Test, Combinatorial]
    public async Task Each_entry_is_found_as_by_its_own_call(
        [Values("", "immediate a", "soft a", "immediate b")] string eviction, [Values(0, 1, 2, 5)] int hours, [Values("", "a", "ab", "c")] string asked)
    {
        List<string> keys = await FillAsync();
        if (eviction.Length > 0)
            await _cache.EvictAsync(eviction[^1..], eviction.StartsWith("soft", StringComparison.Ordinal) ? EvictionMode.Soft : EvictionMode.Immediate);
        _clock.Advance(TimeSpan.FromHours(hours));
        var options = new CacheEntryOptions
        {
            Tags = [.. asked.Select(tag => $"{tag}")],
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(9) },
        };

        var expected = new Dictionary<string, string>();
        foreach (string key in keys)
        {
            if (await _cache.TryGetAsync<string>(key, options) is { HasValue: true } found)
                expected[key] = found.Value!;
        }

        Assert.That(await _cache.GetManyAsync<string>(keys, options), Is.EquivalentTo(expected));
        if (eviction.Length == 0 && hours == 0)
            Assert.That(expected, Has.Count.EqualTo(_tags.Length * _kinds.Length));
    }

    // Two keys without a usable entry are among the others.
    private async Task<List<string>> FillAsync()
    {
        List<string> keys = ["absent", "foreign"];
        await _store.SetAsync("app::foreign", "\u0001 of another application"u8.ToArray(), null);
        foreach (string[] tags in _tags)
        {
            foreach (CacheEntryOptions kind in _kinds)
            {
                string key = $"{keys.Count}";
                await _cache.SetAsync(key, $"value of {key}", kind with { Tags = tags });
                keys.Insert(keys.Count / 2, key);
            }
        }

        return keys;
    }
}
