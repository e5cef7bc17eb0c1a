namespace Blog;

public sealed record ArticleView(string Slug, string Title, IReadOnlyList<string> Comments);
