using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

[TestFixture]
internal sealed class TagTextTests
{
    [Test]
    [SetCulture("de-DE")]
    public void A_tag_is_the_same_in_every_culture() => Assert.That(
        new[]
        {
            TagText.Of(1.5), TagText.Of((1.5, new DateOnly(2026, 3, 1))), TagText.Of(new Point(1.5, 2)), TagText.Of(new[] { 1.5, 2 }),
            TagText.Of(new DateTime(2026, 3, 1)),
        },
        Is.EqualTo(new[] { "1.5", "(1.5, 03/01/2026)", "Point { X = 1.5, Y = 2 }", "[1.5,2]", "2026-03-01T00:00:00.0000000" }));

    [Test]
    public void Equal_collections_have_one_tag_and_others_have_another()
    {
        string tag = TagText.Of(new[] { 1, 2 });
        Assert.That(TagText.Of(new List<int> { 1, 2 }), Is.EqualTo(tag));
        Assert.That(TagText.Of(new[] { 2, 1 }), Is.Not.EqualTo(tag));
        Assert.That(() => TagText.Of(new[] { new object() }), Throws.ArgumentException.With.Message.Contains("no stable text"));
    }

    [Test]
    public void Texts_are_unchanged() =>
        Assert.That(
            new[] { TagText.Of("a b"), TagText.Of<string?>(null), TagText.Of(true), TagText.Of(new Uri("http://host/a")), TagText.Of((int?)7) },
            Is.EqualTo(new[] { "a b", "", "True", "http://host/a", "7" }));

    private sealed record Point(double X, double Y);
}
