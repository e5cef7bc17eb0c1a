// The service has a Redis client of Aspire, with its health check, traces and metrics. The cache uses that connection.
using CacheKit;
using StackExchange.Redis;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.AddRedisClient("cache");
builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));     // appsettings.json: Store, and no ConnectionName

WebApplication app = builder.Build();
app.UseCacheKit();
app.MapGet("/orders/{id:int}", [Cache(60)] (int id) => new { id, state = "sent" });
app.MapGet("/visits", async (IConnectionMultiplexer redis) => await redis.GetDatabase().StringIncrementAsync("orders:visits"));
app.Run();
