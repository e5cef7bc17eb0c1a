using CacheKit;

namespace Storefront;

/// <summary>Caching by CacheKit: the same three services.</summary>
internal static class CacheKitCaching
{
    public static void AddCacheKitCaching(this WebApplicationBuilder builder)
    {
        CacheKitBuilder data = builder.Services.AddCacheKit(builder.Configuration.GetSection("CacheKit"));
        CacheKitBuilder pages = builder.Services.AddKeyedCacheKit("pages", builder.Configuration.GetSection("CacheKitPages"));
        if (builder.Configuration.GetConnectionString("redis") is { } redis)
        {
            data.UseRedis(redis).WithMemory(options => builder.Configuration.GetSection("CacheKitMemory").Bind(options));
            pages.UseRedis(redis);
        }
        else
        {
            data.UseInMemory();
            pages.UseInMemory();
        }

        data.AsHybridCache(options => options.Policy = "products").AsDistributedCache(options => options.Namespace = "sessions");
        pages.AsOutputCacheStore();
    }
}
