using Blog;
using CacheKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCacheKit(prefix: "blog").UseInMemory();
builder.Services.AddDbContext<BlogContext>(options => options
    .UseSqlite(builder.Configuration.GetConnectionString("Blog") ?? "Data Source=blog.db")
    .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.AmbientTransactionWarning)));     // SQLite joins no ambient transaction
builder.Services.AddScoped<IArticles, Articles>();
builder.Services.AddScoped<Dispatcher>();
builder.Services.AddScoped<IHandler<GetArticle, ArticleView?>, GetArticleHandler>();
builder.Services.AddScoped<IHandler<EditArticle, bool>, EditArticleHandler>();

var app = builder.Build();
app.UseCacheKit();

using (IServiceScope scope = app.Services.CreateScope())
{
    BlogContext context = scope.ServiceProvider.GetRequiredService<BlogContext>();
    if (context.Database.EnsureCreated())
    {
        var article = new Article { Slug = "tea", Title = "On tea" };
        article.Comments.Add(new Comment { Article = article, Text = "Thank you." });
        context.Add(article);
        context.SaveChanges();
    }
}

app.MapGet("/articles/{slug}", (string slug, Dispatcher dispatcher, CancellationToken cancellationToken) =>
    dispatcher.SendAsync<GetArticle, ArticleView?>(new GetArticle(slug), cancellationToken));

app.MapGet("/pages/{slug}", [Cache(300, Tags = ["article:{slug}"])] async (string slug, Dispatcher dispatcher, CancellationToken cancellationToken) =>
    await dispatcher.SendAsync<GetArticle, ArticleView?>(new GetArticle(slug), cancellationToken) is { } article
        ? Results.Content($"<h1>{article.Title}</h1>", "text/html")
        : Results.NotFound());

app.MapPut("/articles/{slug}", (string slug, string title, Dispatcher dispatcher, CancellationToken cancellationToken) =>
    dispatcher.SendAsync<EditArticle, bool>(new EditArticle(slug, title), cancellationToken));

app.Run();
