using CacheKit;
using NativeAot;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
if (string.IsNullOrEmpty(builder.Configuration["urls"]))
    builder.WebHost.UseUrls("http://127.0.0.1:5081");

// One JSON context for HTTP and for the store, since native AOT has no reflection.
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Json.Default));
builder.Services.AddSingleton<IUsers, Users>();

WebApplication app = builder.Build();

CacheManager.Init(Store.Choose(builder.Configuration), prefix: "api-cache", options => options.Coder = new JsonCoder(Json.Default));
app.UseCacheKit();

app.MapGet("/", [Cache(60)] () => new Greeting("world"));
app.MapGet("/random", [Cache(600)] (int id) => new Draw(id, Random.Shared.Next()));
app.MapGet("/about", [CacheOneHour] () => Results.Content(Pages.About, "text/html; charset=utf-8"));
app.MapGet("/immutable_data", [Cache] () => new Moment(DateTimeOffset.Now));
app.MapGet("/dynamic_data", [Cache(30)] () => new Moment(DateTimeOffset.Now));
app.MapGet("/no_cache", () => new Moment(DateTimeOffset.Now));
app.MapGet("/json_error", [Cache(60), CacheStatusCodes(500)] () => TypedResults.InternalServerError(new Failure($"Failure {Random.Shared.Next()}")));

// A cached endpoint and a cached function: the greeting reads the user that the first endpoint has loaded.
app.MapGet("/users/{id}", [Cache(300, Namespace = "users", Tags = ["user:{id}"])] (int id, IUsers users) => users.FindAsync(id));
app.MapGet("/users/{id}/greeting", async (int id, IUsers users) =>
{
    User user = await users.FindAsync(id);
    return new UserGreeting(user.Name, user.Loaded);
});
app.MapPut("/users/{id}", (int id, string name, IUsers users) => users.RenameAsync(id, name));

// Cached functions of other shapes, and the entry of one call.
app.MapGet("/prices/{article}", (string article, CancellationToken cancellationToken) => Prices.FindAsync(article, cancellationToken));
app.MapGet("/prices/{article}/gross", (string article) => Prices.GrossAsync(article));
app.MapGet("/fibonacci/{n}", (int n) => new Sum(Numbers.Fibonacci(n), Numbers.Runs));
app.MapDelete("/fibonacci/{n}", (int n) => CacheManager.For(() => Numbers.Fibonacci(n)).RemoveAsync());

app.MapDelete("/cache", async (string? @namespace) => new Clearing(await CacheManager.ClearAsync(@namespace)));

// Shows what is cached, in Development: ASPNETCORE_ENVIRONMENT=Development.
app.MapCacheKit();

app.Lifetime.ApplicationStarted.Register(() => Pages.PrintWhatToTry(app.Urls));
app.Run();
