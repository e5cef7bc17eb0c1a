namespace Blog;

public sealed record EditArticle(string Slug, string Title);
