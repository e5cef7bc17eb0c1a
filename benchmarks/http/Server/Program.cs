using System.Text.Json;
using CacheKit;
using CacheKit.Benchmarks;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
if (builder.Configuration["backend"] == "redis")
    Stores.UseRedis(builder.Services, builder.Configuration["connection"] ?? "127.0.0.1:6379");
else
    Stores.UseMemory(builder.Services);

WebApplication app = builder.Build();

// Each middleware runs only on its own route, so that no route pays for the other's.
app.UseWhen(context => context.Request.Path == "/output", branch => branch.UseOutputCache());
app.UseWhen(context => context.Request.Path == "/cachekit", branch => branch.UseCacheKit());

byte[] json = JsonSerializer.SerializeToUtf8Bytes(Product.Catalog, app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

app.MapGet("/floor", async context =>
{
    context.Response.ContentType = "application/json; charset=utf-8";
    context.Response.ContentLength = json.Length;
    await context.Response.BodyWriter.WriteAsync(json);
});
app.MapGet("/cachekit", [Cache(3600)] () => Product.Catalog);
app.MapGet("/output", () => Product.Catalog).CacheOutput(policy => policy.Expire(TimeSpan.FromHours(1)));
app.MapGet("/hybrid", (HybridCache cache) => cache.GetOrCreateAsync("catalog", static _ => new ValueTask<Product[]>(Product.Catalog)));

// What run.sh divides by the number of requests.
app.MapGet("/allocated", () => GC.GetTotalAllocatedBytes());

// Printed for run.sh, since the system chooses the port.
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(app.Urls.First()));
app.Run();
