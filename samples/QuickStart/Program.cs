using CacheKit;
using QuickStart;

// The dashboard needs authorization, except in Development and for requests of the same machine.
WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    EnvironmentName = Environments.Development,
});
if (string.IsNullOrEmpty(builder.Configuration["urls"]))
    builder.WebHost.UseUrls("http://127.0.0.1:5080");

WebApplication app = builder.Build();

CacheManager.Init(Store.Choose(builder.Configuration), prefix: "api-cache");
app.UseCacheKit();
app.MapCacheKit(configure: options => options.ShowsValues = true);

RouteGroupBuilder api = app.MapGroup("").AnswerHead();
api.MapGet("/", [Cache(60)] () => new { hello = "world" });
api.MapGet("/random", [Cache(600)] (int id) => new { id, number = Random.Shared.Next() });
api.MapGet("/about", [CacheOneHour] () => Results.Content(Pages.About, "text/html; charset=utf-8"));
api.MapGet("/immutable_data", [Cache] () => new { made = DateTimeOffset.Now });
api.MapGet("/dynamic_data", [Cache(30)] () => new { made = DateTimeOffset.Now });
api.MapGet("/no_cache", () => new { made = DateTimeOffset.Now });

// Users.FindAsync is a cached function: the greeting, which is not cached itself, reads the user that the first endpoint has loaded.
api.MapGet("/users/{id}", [Cache(300, Namespace = "users", Tags = ["user:{id}"])] (int id) => Users.FindAsync(id));
api.MapGet("/users/{id}/greeting", async (int id) =>
{
    User user = await Users.FindAsync(id);
    return new { hello = user.Name, user.Loaded };
});
api.MapPut("/users/{id}", (int id, string name) => Users.RenameAsync(id, name));

// An exception is never cached.
api.MapGet("/error", [Cache(60)] () => { throw new InvalidOperationException($"Failure {Random.Shared.Next()}"); });

// Responses with a status other than 200 are cached only if the endpoint lists the status.
api.MapGet("/json_error", [Cache(60), CacheStatusCodes(500)] () =>
    Results.Json(new { detail = $"Failure {Random.Shared.Next()}" }, statusCode: 500));

// After a change elsewhere: evicts what PUT does, from an endpoint.
api.MapDelete("/cache/users/{id}", [CacheEvict(Tags = ["user:{id}"])] () => Results.NoContent());
api.MapDelete("/cache", async (string? @namespace) => new { cleared = await CacheManager.ClearAsync(@namespace) });

app.Lifetime.ApplicationStarted.Register(() => Pages.PrintWhatToTry(app.Urls));
app.Run();
