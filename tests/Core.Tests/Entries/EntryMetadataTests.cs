namespace CacheKit.Core.Tests.Entries;

/// <summary>Metadata has no more than its entry needs, whichever form that takes.</summary>
[TestFixture]
internal sealed class EntryMetadataTests
{
    private static readonly TagMark[] _marks = [new("one", new TagGeneration(1)), new("two", new TagGeneration(2))];
    private static readonly EntryLifetime _plain = EntryLifetime.Plain(1, 2);
    private static readonly EntryLifetime _sliding = new(1, 2, 3, 4, 5);

    [Test]
    public void What_it_was_made_of_comes_back(
        [Values(0, 1, 2)] int tags, [Values(null, "plain", "sliding")] string? kind, [Values(null, "", "v1")] string? validator)
    {
        EntryLifetime? lifetime = kind is null ? null : kind == "plain" ? _plain : _sliding;
        EntryMetadata metadata = EntryMetadata.Of(_marks[..tags], lifetime, validator);
        Assert.That((metadata.Lifetime, metadata.Validator), Is.EqualTo((lifetime, validator)));
        Assert.That(metadata.Marks, Is.EqualTo(_marks[..tags]));
        Assert.That(metadata.IsNone, Is.EqualTo(tags == 0 && lifetime is null && validator is null));
    }

    [Test]
    public void Entries_with_the_same_single_tag_and_nothing_else_share_it() =>
        Assert.That(EntryMetadata.Of([_marks[0]]), Is.SameAs(_marks[0].Alone));

    [Test]
    public void Another_lifetime_leaves_the_rest([Values(null, "v1")] string? validator, [Values] bool isPlain)
    {
        EntryMetadata metadata = EntryMetadata.Of(_marks, _plain, validator).With(isPlain ? EntryLifetime.Plain(3, 4) : _sliding);
        Assert.That((metadata.Lifetime, metadata.Validator), Is.EqualTo(((EntryLifetime?)(isPlain ? EntryLifetime.Plain(3, 4) : _sliding), validator)));
        Assert.That(metadata.Marks, Is.EqualTo(_marks));
    }

    [TestCase(EntryLifetime.Never, 0, 5, true)]
    [TestCase(4, 0, 5, false)]
    [TestCase(EntryLifetime.Never, 1, 5, false)]
    [TestCase(EntryLifetime.Never, 0, 6, false)]
    public void A_lifetime_that_only_expires_is_plain(long refreshFrom, long sliding, long cap, bool isPlain) =>
        Assert.That(new EntryLifetime(1, 5, refreshFrom, sliding, cap).IsPlain, Is.EqualTo(isPlain));
}
