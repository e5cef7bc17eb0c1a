using NSubstitute;

namespace Blog.Tests;

[TestFixture]
internal sealed class HandlerTests
{
    [Test]
    public async Task A_substitute_gets_every_call_of_a_cached_function()
    {
        IArticles articles = Substitute.For<IArticles>();
        var tea = new ArticleView("tea", "On tea", []);
        articles.FindAsync("tea", Arg.Any<CancellationToken>()).Returns(tea);
        var handler = new GetArticleHandler(articles);

        Assert.That(await handler.Handle(new GetArticle("tea"), default), Is.SameAs(tea));
        Assert.That(await handler.Handle(new GetArticle("coffee"), default), Is.Null);
        Assert.That(await handler.Handle(new GetArticle("tea"), default), Is.SameAs(tea));
        await articles.Received(2).FindAsync("tea", Arg.Any<CancellationToken>());
        await articles.DidNotReceive().FindAsync("milk", Arg.Any<CancellationToken>());
    }
}
