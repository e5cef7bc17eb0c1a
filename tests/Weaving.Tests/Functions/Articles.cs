namespace CacheKit.Weaving.Tests.Functions;

internal sealed record Author(string? Name, int? Number);

internal readonly record struct Edition(int Year);

#pragma warning disable CA1852 // A type that is a constraint is not sealed.
internal record GetArticle(string? Slug, Author? Author = null, Edition Edition = default, Edition? Next = null);
#pragma warning restore CA1852

// Functions with tags that name members of their arguments.
internal sealed class Articles
{
    private int _version;

    [Cache(Tags = ["article:{message.Slug}", "author:{ message.Author.Number }", "edition:{message.Edition.Year}/{message.Next.Year}"])]
    public Task<int> FindAsync(GetArticle? message) => Task.FromResult(++_version);

    [Cache(Tags = ["named:{message.Author.Name.Length}"])]
    public ValueTask<int> MeasureAsync<T>([CacheIgnore] T message) where T : GetArticle => new(++_version);

    [CachePut(nameof(FindAsync))]
    public Task<int> PutAsync(GetArticle? message) => Task.FromResult(++_version);

    [CacheEvict(Tags = ["article:{message.Slug}"])]
    public Task EditAsync(GetArticle? message) => Task.CompletedTask;
}
