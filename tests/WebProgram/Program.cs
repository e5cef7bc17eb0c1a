using CacheKit;
using CacheKit.WebProgram;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));

WebApplication app = builder.Build();

// Called before the host has started.
int warm = Numbers.Find(0);

app.Use((context, next) => context.Request.Path == "/early" ? context.Response.WriteAsync($"{Numbers.Find(1)}") : next(context));
if (app.Configuration["UseCacheKit"] != "false")
    app.UseCacheKit();
app.MapGet("/numbers/{id}", (int id) => Numbers.Find(id));
app.MapGet("/warm", () => warm);
app.MapGet("/prefix", () => CacheManager.Prefix);
app.Run();
