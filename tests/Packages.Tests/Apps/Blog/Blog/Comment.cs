namespace Blog;

public sealed class Comment
{
    public int Id { get; private set; }

    public required Article Article { get; init; }

    public required string Text { get; init; }
}
