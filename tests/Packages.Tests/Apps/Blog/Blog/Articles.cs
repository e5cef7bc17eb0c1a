using Microsoft.EntityFrameworkCore;

namespace Blog;

/// <summary>Reads articles with the context of its scope and converts them to records.</summary>
public sealed class Articles(BlogContext context) : IArticles
{
    public Task<ArticleView?> FindAsync(string slug, CancellationToken cancellationToken) => context.Articles
        .Where(article => article.Slug == slug)
        .Select(article => new ArticleView(article.Slug, article.Title, article.Comments.Select(comment => comment.Text).ToList()))
        .SingleOrDefaultAsync(cancellationToken);
}
