namespace Blog;

public sealed record GetArticle(string Slug);
