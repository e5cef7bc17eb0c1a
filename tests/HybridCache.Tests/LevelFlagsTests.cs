using CacheKit.Conformance;
using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests;

/// <summary>Every combination of the flags, on two levels.</summary>
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitLevels))]
[TestFixture(typeof(CacheKitOnRedis))]
internal sealed class LevelFlagsTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private const HybridCacheEntryFlags NoLocalRead = HybridCacheEntryFlags.DisableLocalCacheRead;
    private const HybridCacheEntryFlags NoLocalWrite = HybridCacheEntryFlags.DisableLocalCacheWrite;
    private const HybridCacheEntryFlags NoSharedRead = HybridCacheEntryFlags.DisableDistributedCacheRead;
    private const HybridCacheEntryFlags NoSharedWrite = HybridCacheEntryFlags.DisableDistributedCacheWrite;

    private static IEnumerable<HybridCacheEntryFlags> Combinations => Enumerable.Range(0, 16).Select(bits => (HybridCacheEntryFlags)bits);

    [TestCaseSource(nameof(Combinations))]
    public async Task The_first_level_that_is_read_answers(HybridCacheEntryFlags flags)
    {
        await SetLevelsAsync();
        string expected = !flags.HasFlag(NoLocalRead) ? "local" : !flags.HasFlag(NoSharedRead) ? "shared" : "computed";

        Assert.That(await GetAsync(Cache, "key", options: With(flags)), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task Without_the_factory_only_levels_that_are_read_answer(HybridCacheEntryFlags flags)
    {
        await SetLevelsAsync();
        string? expected = !flags.HasFlag(NoLocalRead) ? "local" : !flags.HasFlag(NoSharedRead) ? "shared" : null;

        Assert.That(await PeekAsync(Cache, "key", flags), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task A_computed_value_is_written_to_the_levels_that_are_written(HybridCacheEntryFlags flags)
    {
        Assert.That(await GetAsync(Cache, "key", options: With(flags)), Is.EqualTo("computed"));

        Assert.That(await LocalAsync(), Is.EqualTo(flags.HasFlag(NoLocalWrite) ? null : "computed"));
        await ExpectSharedAsync(flags.HasFlag(NoSharedWrite) ? null : "computed");
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task A_set_value_is_written_to_the_levels_that_are_written(HybridCacheEntryFlags flags)
    {
        await Cache.SetAsync("key", "set", With(flags));

        Assert.That(await LocalAsync(), Is.EqualTo(flags.HasFlag(NoLocalWrite) ? null : "set"));
        await ExpectSharedAsync(flags.HasFlag(NoSharedWrite) ? null : "set");
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task A_value_that_is_computed_without_a_read_replaces_those_of_the_levels_that_are_written(HybridCacheEntryFlags flags)
    {
        flags |= NoLocalRead | NoSharedRead;
        await SetLevelsAsync();

        await GetAsync(Cache, "key", options: With(flags));

        if (!flags.HasFlag(NoLocalWrite))
            Assert.That(await LocalAsync(), Is.EqualTo("computed"));
        await ExpectSharedAsync(flags.HasFlag(NoSharedWrite) ? "shared" : "computed");
    }

    [Test]
    public async Task A_value_that_is_computed_without_a_read_of_the_shared_store_replaces_its_value()
    {
        await Cache.SetAsync("key", "shared", With(NoLocalWrite));

        Assert.That(await GetAsync(Cache, "key", options: With(NoSharedRead)), Is.EqualTo("computed"));

        Assert.That(await LocalAsync(), Is.EqualTo("computed"));
        await ExpectSharedAsync("computed");
    }

    [Test]
    public async Task A_value_of_the_shared_store_is_copied_to_memory_where_that_is_written([Values] bool isWritten, [Values] bool isRead)
    {
        await Cache.SetAsync("key", "shared", With(NoLocalWrite));

        await GetAsync(Cache, "key", options: With((isWritten ? 0 : NoLocalWrite) | (isRead ? 0 : NoLocalRead)));

        Assert.That(await LocalAsync(), Is.EqualTo(isWritten ? "shared" : null));
    }

    [Test]
    public async Task A_copy_of_the_shared_store_lives_for_the_local_expiration_of_the_call()
    {
        await Cache.SetAsync("key", "shared", With(NoLocalWrite));

        await GetAsync(Cache, "key", options: new HybridCacheEntryOptions { LocalCacheExpiration = TimeSpan.FromSeconds(30) });

        Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.That(await LocalAsync(), Is.EqualTo("shared"));
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await LocalAsync(), Is.Null);
        await ExpectSharedAsync("shared");
    }

    [Test]
    public async Task The_flags_of_the_default_options_apply_to_calls_without_flags()
    {
        HybridCache cache = Create(new HybridCacheSettings { DefaultEntryOptions = With(NoLocalWrite) });
        await cache.SetAsync("one", "set");
        await cache.SetAsync("two", "set", new HybridCacheEntryOptions { Expiration = TimeSpan.FromMinutes(1) });
        await cache.SetAsync("three", "set", With(HybridCacheEntryFlags.None));

        Assert.That(await LocalAsync(cache, "one"), Is.Null);
        Assert.That(await LocalAsync(cache, "two"), Is.Null);
        Assert.That(await LocalAsync(cache, "three"), Is.EqualTo("set"));
    }

    [Test]
    public async Task A_tagged_value_of_memory_alone_is_removed_by_its_tag()
    {
        await Cache.SetAsync("key", "set", With(NoSharedWrite), tags: ["red"]);
        Assert.That(await LocalAsync(), Is.EqualTo("set"));

        await Cache.RemoveByTagAsync("red");

        Assert.That(await PeekAsync(Cache, "key"), Is.Null);
    }

    [Test]
    public async Task A_removal_removes_from_both_levels()
    {
        await SetLevelsAsync();

        await Cache.RemoveAsync("key");

        Assert.That(await LocalAsync(), Is.Null);
        await ExpectSharedAsync(null);
    }

    // Each level has a value of its own.
    private async Task SetLevelsAsync()
    {
        await Cache.SetAsync("key", "shared", With(NoLocalWrite));
        await Cache.SetAsync("key", "local", With(NoSharedWrite));
    }

    private ValueTask<string?> LocalAsync() => LocalAsync(Cache, "key");

    private static ValueTask<string?> LocalAsync(HybridCache cache, string key) =>
        PeekAsync(cache, key, HybridCacheEntryFlags.DisableDistributedCache);

    // Microsoft's implementation writes the shared store after it has answered.
    private async Task ExpectSharedAsync(string? expected) =>
        await Poll.UntilAsync(async () => await PeekAsync(Cache, "key", HybridCacheEntryFlags.DisableLocalCache) == expected);
}
