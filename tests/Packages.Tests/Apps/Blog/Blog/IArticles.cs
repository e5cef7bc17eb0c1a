using CacheKit;

namespace Blog;

public interface IArticles
{
    [Cache(300, Namespace = "articles", Tags = ["article:{slug}"])]
    Task<ArticleView?> FindAsync(string slug, CancellationToken cancellationToken = default);
}
