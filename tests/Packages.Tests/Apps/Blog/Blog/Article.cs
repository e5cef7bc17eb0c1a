namespace Blog;

public sealed class Article
{
    public int Id { get; private set; }

    public required string Slug { get; init; }

    public required string Title { get; set; }

    public List<Comment> Comments { get; } = [];
}
