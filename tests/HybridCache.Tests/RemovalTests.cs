using CacheKit.Hybrid.Tests.Fakes;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class RemovalTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    [Test]
    public async Task A_removed_key_is_computed_again()
    {
        await Cache.SetAsync("key", "old");
        await Cache.RemoveAsync("key");

        Assert.That(await GetAsync(Cache, "key", "new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_removal_leaves_other_keys()
    {
        await Cache.SetAsync("other", "kept");
        await Cache.RemoveAsync("key");

        Assert.That(await GetAsync(Cache, "other"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task Several_keys_are_removed_together()
    {
        await Cache.SetAsync("one", "old");
        await Cache.SetAsync("two", "old");
        await Cache.SetAsync("three", "kept");

        await Cache.RemoveAsync(["one", "two", "absent", "", "one"]);

        Assert.That(await PeekAsync(Cache, "one"), Is.Null);
        Assert.That(await PeekAsync(Cache, "two"), Is.Null);
        Assert.That(await PeekAsync(Cache, "three"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task Nothing_is_removed_without_keys()
    {
        await Cache.SetAsync("key", "kept");

        await Cache.RemoveAsync((IEnumerable<string>)null!);
        await Cache.RemoveAsync([]);
        await Cache.RemoveAsync("");
        await Cache.RemoveAsync(" ");

        Assert.That(await PeekAsync(Cache, "key"), Is.EqualTo("kept"));
    }

    [Test]
    public void A_removal_needs_a_key()
    {
        Assert.That(async () => await Cache.RemoveAsync((string)null!), Throws.ArgumentNullException);
        Assert.That(async () => await Cache.RemoveAsync(["key", null!]), Throws.InstanceOf<ArgumentException>());
    }
}
