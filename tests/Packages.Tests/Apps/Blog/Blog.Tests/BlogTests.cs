using System.Net.Http.Json;
using System.Transactions;
using CacheKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Blog.Tests;

/// <summary>Tests run in parallel, each with its own hosts.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class BlogTests
{
    // An endpoint that calls a cached function, and a cached endpoint.
    private static readonly string[] _paths = ["/articles/tea", "/pages/tea"];

    [Test]
    public async Task An_article_is_cached_until_it_is_edited()
    {
        await using var one = new BlogHost();
        await using var other = new BlogHost();
        using HttpClient reader = one.CreateClient();
        using HttpClient stranger = other.CreateClient();
        await AssertShowsAsync(reader, "On tea");
        await AssertShowsAsync(stranger, "On tea");
        await RenameAsync(one);
        await RenameAsync(other);
        await AssertShowsAsync(reader, "On tea");

        using HttpResponseMessage edited = await reader.PutAsync("/articles/tea?title=More+tea", content: null);
        Assert.That(await edited.Content.ReadFromJsonAsync<bool>());
        await AssertShowsAsync(reader, "More tea");
        await AssertShowsAsync(stranger, "On tea");
    }

    [Test]
    public async Task An_article_expires_by_the_clock_of_its_host()
    {
        await using var one = new BlogHost();
        await using var other = new BlogHost();
        using HttpClient reader = one.CreateClient();
        using HttpClient stranger = other.CreateClient();
        await AssertShowsAsync(reader, "On tea");
        await AssertShowsAsync(stranger, "On tea");
        await RenameAsync(one);
        await RenameAsync(other);

        one.Clock.Advance(TimeSpan.FromSeconds(301));
        await AssertShowsAsync(reader, "Renamed");
        await AssertShowsAsync(stranger, "On tea");
    }

    [Test]
    public async Task An_article_that_was_read_before_the_commit_does_not_stay_cached()
    {
        await using var blog = new BlogHost();
        using HttpClient reader = blog.CreateClient();
        CacheManager.Use(blog.Services);
        using (var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            using IServiceScope scope = blog.Services.CreateScope();
            Assert.That(await scope.ServiceProvider.GetRequiredService<Dispatcher>().SendAsync<EditArticle, bool>(new EditArticle("tea", "More tea")));
            await AssertShowsAsync(reader, "More tea");
            await RenameAsync(blog);
            await AssertShowsAsync(reader, "More tea");
            transaction.Complete();
        }

        await AssertShowsAsync(reader, "Renamed");
    }

    private static async Task AssertShowsAsync(HttpClient client, string title)
    {
        foreach (string path in _paths)
            Assert.That(await client.GetStringAsync(path), Does.Contain(title), path);
    }

    // Changes the database without an eviction.
    private static async Task RenameAsync(BlogHost blog)
    {
        using IServiceScope scope = blog.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<BlogContext>().Articles
            .ExecuteUpdateAsync(update => update.SetProperty(article => article.Title, "Renamed"));
    }
}
