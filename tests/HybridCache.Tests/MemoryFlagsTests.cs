using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Hybrid.Tests;

/// <summary>Every combination of the flags, in memory, where those of the shared store have no effect.</summary>
[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(CacheKitMemory))]
internal sealed class MemoryFlagsTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private static IEnumerable<HybridCacheEntryFlags> Combinations => Enumerable.Range(0, 16).Select(bits => (HybridCacheEntryFlags)bits);

    [TestCaseSource(nameof(Combinations))]
    public async Task A_stored_value_is_returned_if_memory_is_read(HybridCacheEntryFlags flags)
    {
        await Cache.SetAsync("key", "stored");
        bool isRead = !flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheRead);

        Assert.That(await PeekAsync(Cache, "key", flags), Is.EqualTo(isRead ? "stored" : null));
        Assert.That(await GetAsync(Cache, "key", options: With(flags)), Is.EqualTo(isRead ? "stored" : "computed"));
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task A_value_is_stored_if_memory_is_written(HybridCacheEntryFlags flags)
    {
        await Cache.SetAsync("set", "set", With(flags));
        await GetAsync(Cache, "computed", options: With(flags));
        bool isWritten = !flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheWrite);

        Assert.That(await PeekAsync(Cache, "set"), Is.EqualTo(isWritten ? "set" : null));
        Assert.That(await PeekAsync(Cache, "computed"), Is.EqualTo(isWritten ? "computed" : null));
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task A_value_that_is_computed_without_a_read_replaces_the_stored_one_if_memory_is_written(HybridCacheEntryFlags flags)
    {
        await Cache.SetAsync("key", "stored");

        await GetAsync(Cache, "key", options: With(flags | HybridCacheEntryFlags.DisableLocalCacheRead));

        Assert.That(
            await PeekAsync(Cache, "key"), Is.EqualTo(flags.HasFlag(HybridCacheEntryFlags.DisableLocalCacheWrite) ? "stored" : "computed"));
    }

    [Test]
    public async Task A_set_that_is_not_written_leaves_the_stored_value()
    {
        await Cache.SetAsync("key", "stored");

        await Cache.SetAsync("key", "set", With(HybridCacheEntryFlags.DisableLocalCacheWrite));

        Assert.That(await PeekAsync(Cache, "key"), Is.EqualTo("stored"));
    }

    [Test]
    public async Task A_flag_for_compression_has_no_effect()
    {
        await GetAsync(Cache, "key", "stored", With(HybridCacheEntryFlags.DisableCompression));

        Assert.That(await PeekAsync(Cache, "key", HybridCacheEntryFlags.DisableCompression), Is.EqualTo("stored"));
    }
}
