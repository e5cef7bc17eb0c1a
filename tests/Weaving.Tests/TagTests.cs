using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Tags that contain members of arguments.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class TagTests(bool isRemote) : WovenFixture(isRemote)
{
    private static readonly GetArticle _message = new("cats", new Author("a reader", 7), new Edition(2026), new Edition(2027));

    private readonly Articles _articles = new();

    [TestCase("article:cats")]
    [TestCase("author:7")]
    [TestCase("edition:2026/2027")]
    public async Task A_tag_names_a_member_of_an_argument_however_deep(string tag)
    {
        int first = await _articles.FindAsync(_message);
        Assert.That(await _articles.FindAsync(_message), Is.EqualTo(first));
        await CacheManager.EvictAsync(tag);
        Assert.That(await _articles.FindAsync(_message), Is.Not.EqualTo(first));
    }

    [TestCase("article:")]
    [TestCase("author:")]
    [TestCase("edition:/")]
    public async Task A_null_along_the_path_adds_nothing(string tag)
    {
        int first = await _articles.FindAsync(null);
        Assert.That(await _articles.FindAsync(null), Is.EqualTo(first));
        await CacheManager.EvictAsync(tag);
        Assert.That(await _articles.FindAsync(null), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task A_member_that_is_null_adds_nothing()
    {
        var message = new GetArticle(null, new Author(null, null));
        int first = await _articles.FindAsync(message);
        await CacheManager.EvictAsync("edition:0/");
        Assert.That(await _articles.FindAsync(message), Is.Not.EqualTo(first));
    }

    [Test]
    public async Task An_eviction_and_a_put_name_members_too()
    {
        int first = await _articles.FindAsync(_message);
        await _articles.EditAsync(new GetArticle("dogs"));
        Assert.That(await _articles.FindAsync(_message), Is.EqualTo(first));
        await _articles.EditAsync(new GetArticle("cats"));
        int put = await _articles.PutAsync(_message);
        Assert.That(await _articles.FindAsync(_message), Is.EqualTo(put));
        await _articles.EditAsync(new GetArticle("cats"));
        Assert.That(await _articles.FindAsync(_message), Is.Not.EqualTo(put));
    }

    [Test]
    public async Task A_member_of_a_type_parameter_is_that_of_its_constraint()
    {
        int first = await _articles.MeasureAsync(_message);
        await CacheManager.EvictAsync("named:8");
        Assert.That(await _articles.MeasureAsync(_message), Is.Not.EqualTo(first));
    }
}
