namespace Blog;

public sealed class GetArticleHandler(IArticles articles) : IHandler<GetArticle, ArticleView?>
{
    public Task<ArticleView?> Handle(GetArticle message, CancellationToken cancellationToken) => articles.FindAsync(message.Slug, cancellationToken);
}
