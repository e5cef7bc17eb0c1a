// The cache opens its own connection, with the connection string that the AppHost gives to this service.
using CacheKit;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));     // appsettings.json: Store and ConnectionName

WebApplication app = builder.Build();
app.UseCacheKit();
app.MapGet("/books/{id:int}", [Cache(60)] (int id) => new { id, title = $"Book {id}" });
app.Run();
