using CacheKit.Hybrid.Tests.Fakes;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftMemory))]
[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitMemory))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class HybridTagsTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    [Test]
    public async Task Entries_are_removed_by_any_of_their_tags([Values("red", "blue")] string tag)
    {
        await Cache.SetAsync("set", "old", tags: ["red", "blue"]);
        await GetAsync(Cache, "computed", "old", tags: ["red", "blue"]);

        await Cache.RemoveByTagAsync(tag);

        Assert.That(await GetAsync(Cache, "set", "new"), Is.EqualTo("new"));
        Assert.That(await GetAsync(Cache, "computed", "new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task Entries_without_the_tag_stay()
    {
        await Cache.SetAsync("untagged", "kept");
        await Cache.SetAsync("tagged", "kept", tags: ["blue"]);

        await Cache.RemoveByTagAsync("red");

        Assert.That(await PeekAsync(Cache, "untagged"), Is.EqualTo("kept"));
        Assert.That(await PeekAsync(Cache, "tagged"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task Several_tags_are_removed_together()
    {
        await Cache.SetAsync("one", "old", tags: ["red"]);
        await Cache.SetAsync("two", "old", tags: ["blue"]);
        await Cache.SetAsync("three", "kept", tags: ["green"]);

        await Cache.RemoveByTagAsync(["red", "blue", "", null!]);

        Assert.That(await PeekAsync(Cache, "one"), Is.Null);
        Assert.That(await PeekAsync(Cache, "two"), Is.Null);
        Assert.That(await PeekAsync(Cache, "three"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task An_entry_that_is_stored_after_the_removal_of_its_tag_is_found()
    {
        await Cache.SetAsync("key", "old", tags: ["red"]);
        await Cache.RemoveByTagAsync("red");
        Clock.Advance(TimeSpan.FromMilliseconds(10));

        await GetAsync(Cache, "key", "new", tags: ["red"]);

        Assert.That(await GetAsync(Cache, "key", "newer", tags: ["red"]), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_wildcard_removes_all_entries()
    {
        await Cache.SetAsync("untagged", "old");
        await Cache.SetAsync("tagged", "old", tags: ["red"]);

        await Cache.RemoveByTagAsync("*");

        Assert.That(await PeekAsync(Cache, "untagged"), Is.Null);
        Assert.That(await PeekAsync(Cache, "tagged"), Is.Null);
    }

    [Test]
    public async Task The_wildcard_may_stand_among_other_tags()
    {
        await Cache.SetAsync("untagged", "old");

        await Cache.RemoveByTagAsync(["red", "*"]);

        Assert.That(await PeekAsync(Cache, "untagged"), Is.Null);
    }

    [Test]
    public async Task An_entry_that_is_stored_after_the_wildcard_was_removed_is_found()
    {
        await Cache.RemoveByTagAsync("*");
        Clock.Advance(TimeSpan.FromMilliseconds(10));
        await GetAsync(Cache, "key", "new");

        Assert.That(await PeekAsync(Cache, "key"), Is.EqualTo("new"));
    }

    [Test]
    public async Task Nothing_is_removed_without_tags()
    {
        await Cache.SetAsync("key", "kept", tags: ["red"]);

        await Cache.RemoveByTagAsync((string)null!);
        await Cache.RemoveByTagAsync("");
        await Cache.RemoveByTagAsync(" ");
        await Cache.RemoveByTagAsync((IEnumerable<string>)null!);
        await Cache.RemoveByTagAsync([]);

        Assert.That(await PeekAsync(Cache, "key"), Is.EqualTo("kept"));
    }

    [Test]
    public void An_entry_cannot_have_an_empty_or_a_reserved_tag([Values(null, "", " ", "*")] string? tag)
    {
        Assert.That(async () => await GetAsync(Cache, "key", tags: [tag!]), Throws.ArgumentException);
        Assert.That(async () => await Cache.SetAsync("key", "value", tags: ["red", tag!]), Throws.ArgumentException);
    }

    [Test]
    public async Task Tags_may_be_any_sequence()
    {
        await Cache.SetAsync("key", "old", tags: Enumerable.Range(1, 20).Select(number => $"tag {number}"));

        await Cache.RemoveByTagAsync("tag 20");

        Assert.That(await PeekAsync(Cache, "key"), Is.Null);
    }
}
